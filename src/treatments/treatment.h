// Treatments: what is done to a column's values before the network sees them, one after another. One file each; the
// list is registry.cpp.
//
// A treatment is a described struct (config/param.h) with
//   Flow flow(const Flow& in) const;              what leaves it when this comes in. Error{config}: it does not take this
// and, each as far as it has it,
//   double apply(double value) const;             of a number: the number, or that of its category
//   std::int64_t code(std::string_view text) const;  of a text: its category
//   bool must_learn() const;                      whether it has to learn from the training rows before it can apply
//   ZScore learned(std::span<const double> values) const;  the same treatment after it has; at least one value, in the rows' order
//   Undo undo() const;                            of numbers: how a prediction comes back into the user's unit
//   void spread(std::int64_t category, std::span<float> out) const;  the last of a chain: a category as numbers; out is zeros
// What was learned is a parameter like any other: a model file shows it, and a config may say it.
#pragma once
#include <cmath>
#include <optional>
#include <span>
#include <string_view>

#include "base/error.h"
#include "config/component.h"

namespace nntrain {

// What comes from one treatment to the next for each row.
struct Flow {
  enum class Kind { number, text, category } kind = Kind::number;
  std::int64_t size = 1;  // category: how many there are, 0 … size - 1

  std::int64_t width = 1;  // of the last one: how many numbers the network sees
  std::optional<std::int64_t> embedding;  // the network makes so many numbers of each category, and learns them
};

// y -> x = y · scale + offset, then e^x - 1 where `exp_minus_one`.
struct Undo {
  double scale = 1, offset = 0;
  bool exp_minus_one = false;

  double operator()(double y) const { return exp_minus_one ? std::expm1(y * scale + offset) : y * scale + offset; }
  bool operator==(const Undo&) const = default;
};

struct TreatmentKind : Kind {
  Flow (*flow)(const void* self, const Flow& in);
  // Null: it has it not.
  double (*apply)(const void* self, double value);
  std::int64_t (*code)(const void* self, std::string_view text);
  bool (*must_learn)(const void* self);
  std::shared_ptr<const void> (*learned)(const void* self, std::span<const double> values);
  Undo (*undo)(const void* self);
  void (*spread)(const void* self, std::int64_t category, std::span<float> out);
  bool embeds;
};
struct TreatmentFamily {
  static constexpr std::string_view name = "treatment";
  static std::span<const TreatmentKind> kinds();
};
using Treatment = Component<TreatmentFamily>;

namespace treatments {

// What a treatment of numbers lets through: numbers. Error{config} for anything else, with what it takes.
Flow number_flow(const Flow& in, std::string_view type);
// The flow of categories that a treatment takes; Error{config} for numbers and texts.
Flow category_flow(const Flow& in, std::string_view type);

double mean(std::span<const double> values);  // at least one

// The value below which a share q of the sorted values lies, between two of them on the line that joins them: numpy's
// percentile, method "linear". At least one value.
double quantile(std::span<const double> sorted, double q);
std::vector<double> sorted(std::span<const double> values);

}  // namespace treatments
}  // namespace nntrain
