// Losses. One file each; the list is registry.cpp.
#pragma once
#include "config/component.h"
#include "graph/ops.h"

namespace nntrain {

// How a loss wants its target: as it stands, as the number of the class, as a vector with a 1 at the class, or whichever
// of these the shapes of target and output say.
enum class TargetForm { number, class_index, one_hot, chosen };

// From the losses of the rows to the loss of the batch (losses/reduce.h). Without sample weights all but `sum` are the
// mean; with them mean_with_sample_weight divides by the sum of the weights instead of the number of rows. With `none`
// (also null) Keras keeps the losses apart: the log shows their mean, and the step follows the gradient of their sum.
enum class Reduction { sum_over_batch_size, sum, mean, mean_with_sample_weight, none };
template <>
inline constexpr std::array<std::string_view, 5> enum_names<Reduction>{"sum_over_batch_size", "sum", "mean",
                                                                       "mean_with_sample_weight", "none"};
template <>
struct Field<Reduction> {
  static bool fits(const Reader& json) { return json.is_null() || json.is_string(); }
  static void read(const Reader& json, Reduction& out) {
    if (json.is_null()) out = Reduction::none;
    else if (auto index = read_name(json, enum_names<Reduction>, text())) out = static_cast<Reduction>(*index);
  }
  static void write(Writer json, Reduction value) { json.string(enum_names<Reduction>[static_cast<std::size_t>(value)]); }
  static void schema(Schema schema) {
    schema.alternative().one_of(enum_names<Reduction>);
    schema.alternative().type("null");
  }
  static std::string text() { return names_text(enum_names<Reduction>); }
};

// What all losses share.
struct LossOptions {
  static constexpr std::string_view type = "loss_options", summary = "What all losses share.";

  Reduction reduction = Reduction::sum_over_batch_size;
  std::optional<std::string> name;

  static constexpr std::array params{
      optional<&LossOptions::reduction>("reduction", "how the losses of the rows become one number; null is none"),
      optional<&LossOptions::name>("name", "as Keras takes one; the log calls losses by their output"),
  };
};

struct LossKind : Kind {
  // The loss of each row: target and prediction (B, ..., n) -> (B, ..., 1), or (1) where the whole batch has one; a
  // class_index target is (B, ..., 1). Shapes that do not fit, or a last activation that does not: Error{config} with
  // the fix in its hint.
  Tensor (*call)(const void* self, Tensor target, Tensor prediction);
  // 0 at rows that count nothing, else 1, as call() gives them; none where all count.
  Tensor (*mask)(const void* self, Tensor target);
  TargetForm (*target_form)(const void* self);
  Reduction (*reduction)(const void* self);
  std::string_view when_not_finite;  // how to mend what most often makes it NaN; empty: nothing of its own
  const Range* target_range;  // where a target of the form `number` or `one_hot` must lie; null: anywhere
  bool margins;  // an output above 0 is a yes, below 0 a no, and neither is a probability
};
struct LossFamily {
  static constexpr std::string_view name = "loss";
  static std::span<const LossKind> kinds();
};
using Loss = Component<LossFamily>;

}  // namespace nntrain
