// What a parameter's type needs in order to be read, written and described, without seeing the JSON library:
// Reader (a JSON value at its place), Writer (a JSON value being made), Schema (a JSON Schema being made).
#pragma once
#include <cstddef>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nntrain {

using Json = nlohmann::ordered_json;
class Diagnostics;
template <class T>
struct Field;  // field.h

// The numbers a parameter may take. `text` completes "must be ...".
struct Range {
  double low, high;
  bool open_low = false, open_high = false;  // the end itself is excluded
  std::string_view text = {};

  constexpr bool contains(double x) const {
    return (open_low ? x > low : x >= low) && (open_high ? x < high : x <= high);
  }
};

inline constexpr double unbounded = 1.7976931348623157e308;
inline constexpr Range any{-unbounded, unbounded};
inline constexpr Range positive{0, unbounded, true, false, "> 0"};
inline constexpr Range non_negative{0, unbounded, false, false, ">= 0"};
inline constexpr Range at_least_one{1, unbounded, false, false, ">= 1"};
inline constexpr Range unit{0, 1, false, false, "in [0, 1]"};
inline constexpr Range fraction{0, 1, false, true, "in [0, 1)"};  // dropout's rate, momentum, validation_split
inline constexpr Range open_unit{0, 1, true, true, "in (0, 1)"};
inline constexpr Range positive_unit{0, 1, true, false, "in (0, 1]"};

// A JSON value, its pointer, and where to report what is wrong with it. Cheap to copy; must not outlive the value.
class Reader {
 public:
  Reader(const Json& json, std::string pointer, Diagnostics& diagnostics, const Range& range = any)
      : json_(&json), pointer_(std::move(pointer)), diagnostics_(&diagnostics), range_(&range) {}

  bool is_null() const;
  bool is_boolean() const;
  bool is_number() const;  // of either kind
  bool is_integer() const;
  bool is_string() const;
  bool is_list() const;
  bool is_object() const;

  // Precondition of each: the matching is_...().
  bool boolean() const;
  double number() const;
  std::int64_t integer() const;
  const std::string& string() const;
  std::size_t size() const;
  Reader item(std::size_t index) const;
  Reader member(std::string_view key) const;                    // precondition: has(key)
  std::vector<std::pair<std::string, Reader>> members() const;  // in the order of the text

  bool has(std::string_view key) const;  // is an object with that member
  bool is_written() const;               // stands in the config's text, is not made by --set alone
  std::size_t num_errors() const;        // reported so far, of the whole config

  // Reads the value as a T; on error reports it and leaves `out` as it was, or partly read.
  template <class T>
  void read(T& out) const {
    Field<T>::read(*this, out);
  }

  void error(std::string message, std::string hint = {}) const;
  void key_error(std::string message, std::string hint = {}) const;   // the place is this member's key
  void expected(std::string_view what, std::string hint = {}) const;  // "expected <what>; got <this value>"

  const std::string& pointer() const { return pointer_; }
  const Range& range() const { return *range_; }
  Reader with_range(const Range& range) const { return {*json_, pointer_, *diagnostics_, range}; }
  Reader with_value(const Json& json) const { return {json, pointer_, *diagnostics_, *range_}; }  // in its place
  std::string shown() const;  // the value as JSON on one line, cut when long
  const Json& json() const { return *json_; }

 private:
  const Json* json_;
  std::string pointer_;
  Diagnostics* diagnostics_;
  const Range* range_;
};

// A JSON value to be filled in, null at first. A child is good until its parent gets the next one.
class Writer {
 public:
  enum class Style {
    whole,  // every default filled in
    brief,  // only what differs from the defaults; a component that does not by its name alone
  };
  explicit Writer(Json& json, Style style = Style::whole) : json_(&json), style_(style) {}
  bool is_brief() const { return style_ == Style::brief; }

  void boolean(bool value);
  void integer(std::int64_t value);
  void number(double value);  // NaN and infinities become null
  void string(std::string_view value);
  void list();    // makes it an empty list
  void object();  // makes it an empty object
  Writer item();  // appends to the list
  Writer member(std::string_view key);

  template <class T>
  void write(const T& value) {
    Field<T>::write(*this, value);
  }

  Json& json() { return *json_; }

 private:
  Json* json_;
  Style style_;
};

// A JSON Schema (draft 2020-12) to be filled in, and the document's $defs. A child is good until its parent gets the
// next.
class Schema {
 public:
  Schema(Json& node, Json& definitions, const Range& range = any)
      : node_(&node), definitions_(&definitions), range_(&range) {}

  void type(std::string_view json_type);                  // "integer", "number" (with the range), "string", "null", ...
  void one_of(std::span<const std::string_view> values);  // strings
  Schema items();                                         // it is a list; of what
  Schema values();                                        // it is an object with any keys; of what
  Schema alternative();                                   // it may be (also) ...

  Json& node() { return *node_; }
  Json& definitions() { return *definitions_; }
  const Range& range() const { return *range_; }

 private:
  Json* node_;
  Json* definitions_;
  const Range* range_;
};

}  // namespace nntrain
