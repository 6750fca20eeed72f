// A small family and a small training job, as other rooms describe theirs, for the tests of config/.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "config/config.h"

namespace nntrain {

struct ShapeKind : Kind {
  double (*area)(const void* self, double scale);
};
struct ShapeFamily {
  static constexpr std::string_view name = "shape";
  static std::span<const ShapeKind> kinds();
};
using Shape = Component<ShapeFamily>;

// Has no parameters.
struct UnitSquare {
  static constexpr std::string_view type = "UnitSquare", summary = "The square of side 1.";
  static constexpr auto params = no_params;
  double area(double scale) const { return scale; }
};

enum class Padding { valid, same };
template <>
inline constexpr std::array<std::string_view, 2> enum_names<Padding>{"valid", "same"};

// Has a required parameter, ranges, and a check.
struct Rectangle {
  static constexpr std::string_view type = "Rectangle", summary = "As wide and as high as you like.";
  static constexpr std::array<std::string_view, 1> aliases{"box"};
  double width = 0;
  std::int64_t height = 1;
  Padding padding = Padding::valid;
  static constexpr std::array params{
      required<&Rectangle::width>("width", "from left to right", positive).example("3"),
      optional<&Rectangle::height>("height", "from bottom to top", at_least_one),
      optional<&Rectangle::padding>("padding", "around it"),
  };
  std::string check() const { return width * static_cast<double>(height) > 1e6 ? "larger than 1e6 in area" : ""; }
  double area(double scale) const { return scale * width * static_cast<double>(height); }
};

struct Margins {
  static constexpr std::string_view type = "margins", summary = "Space around.";
  std::optional<double> margin;
  double border = 0.5;
  static constexpr std::array params{
      optional<&Margins::margin>("margin", "outside the border", positive),
      optional<&Margins::border>("border", "thickness of the line", fraction),
  };
};

// Holds a component of its own family, and shares parameters by inlining.
struct Framed {
  static constexpr std::string_view type = "Framed", summary = "Another shape with a frame.";
  Shape shape = "unit_square";
  Margins margins;
  static constexpr std::array params{
      optional<&Framed::shape>("shape", "what is framed"),
      inlined<&Framed::margins>(),
  };
  double area(double scale) const { return shape.call(&ShapeKind::area, scale) + margins.border; }
};

// One of a list: its own keys beside the shape's.
struct Entry {
  static constexpr std::string_view type = "entry", summary = "A shape with a name.";
  Shape shape;
  std::string name;
  std::vector<std::string> inputs;
  static constexpr std::array params{
      inlined<&Entry::shape>(),
      optional<&Entry::name>("name", "what others call it"),
      optional<&Entry::inputs>("inputs", "the names of those before it"),
  };
};

struct Drawing {
  static constexpr std::string_view type = "drawing", summary = "Shapes on a sheet.";
  std::vector<Entry> shapes;
  Shape background = Framed{};
  std::optional<Shape> cut;
  bool colour = true;
  std::uint8_t depth = 8;
  double scale = 0.001;
  std::string title;
  OneOrMany<std::int64_t> axis{{-1}};
  std::vector<std::vector<double>> matrix;
  Keyed<double> weights;
  std::variant<double, Shape, Keyed<Shape>> pen = 0.5;
  static constexpr std::array params{
      required<&Drawing::shapes>("shapes", "what is drawn, in order"),
      optional<&Drawing::background>("background", "behind everything"),
      optional<&Drawing::cut>("cut", "what is cut out; null for nothing"),
      optional<&Drawing::colour>("colour", "grey otherwise"),
      optional<&Drawing::depth>("depth", "bits of a colour"),
      optional<&Drawing::scale>("scale", "size of a unit", positive).alias("size"),
      optional<&Drawing::title>("title", "above it"),
      optional<&Drawing::axis>("axis", "which are drawn", {-3, 2, false, false, "from -3 to 2"}),
      optional<&Drawing::matrix>("matrix", "of the projection"),
      optional<&Drawing::weights>("weights", "of the shapes, by name", non_negative),
      optional<&Drawing::pen>("pen", "its width, or its shape, or one for each name", positive),
  };
};

template <class C>
constexpr ShapeKind shape() {
  return {kind<C>(), [](const void* self, double scale) { return object<C>(self).area(scale); }};
}
inline constexpr ShapeKind all_shapes[] = {shape<UnitSquare>(), shape<Rectangle>(), shape<Framed>()};
inline std::span<const ShapeKind> ShapeFamily::kinds() { return all_shapes; }

// What is reported when reading `text` as a Drawing; empty when it is right.
inline std::string errors_of(const std::string& text, std::vector<std::string> overrides = {}) {
  Diagnostics diagnostics({"d.json", text, std::move(overrides)});
  read_config<Drawing>(diagnostics);
  return diagnostics.text();
}

// Reads what must be right.
inline Drawing drawing(const std::string& text, std::vector<std::string> overrides = {}) {
  Diagnostics diagnostics({"d.json", text, std::move(overrides)});
  Drawing out = read_config<Drawing>(diagnostics);
  diagnostics.throw_if_any();
  return out;
}

}  // namespace nntrain
