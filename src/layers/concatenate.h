// Concatenate: its inputs side by side along `axis`      (B, a), (B, b), ... -> (B, a + b + ...)
#pragma once
#include "layers/merge.h"

namespace nntrain {

struct Concatenate {
  static constexpr std::string_view type = "Concatenate", summary = "Puts its inputs side by side.";
  static constexpr int min_inputs = 2, max_inputs = any_number;

  Index axis = -1;

  static constexpr std::array params{
      optional<&Concatenate::axis>("axis", "the axis that grows; 0 is the batch, -1 the last axis"),
  };

  // A place counts if it does in any of the inputs; one without a mask counts everywhere.
  Tensor mask(Builder& b, std::span<const Tensor> inputs) const {
    bool is_masked = false;
    std::vector<Tensor> masks;
    for (const Tensor x : inputs) {
      const Tensor own = b.mask_of(x);
      is_masked = is_masked || own;
      masks.push_back(expand(own ? with_last_axis(own) : constant(b.graph(), 1), x.shape()));
    }
    if (!is_masked) return {};
    const Tensor whole = concatenate(masks, resolve_axis(axis, inputs[0].shape()));
    return without_last_axis(greater(sum_last(whole), 0.0));
  }
  Tensor call(Builder&, std::span<const Tensor> inputs) const {
    const Index along_axis = resolve_axis(axis, inputs[0].shape());
    for (const Tensor& x : inputs) {
      Shape shape = x.shape();  // must be the first one's, but for that axis
      const bool same_rank = shape.rank() == inputs[0].shape().rank();
      if (same_rank)
        shape.dims[static_cast<std::size_t>(along_axis)] = inputs[0].shape().dims[static_cast<std::size_t>(along_axis)];
      if (shape != inputs[0].shape())
        throw Error{ErrorKind::config,
                    "inputs have shapes that do not fit together: " + shapes_text(inputs),
                    {},
                    "all axes but axis " + std::to_string(along_axis) + " must have the same size in all inputs"};
    }
    return concatenate(inputs, along_axis);
  }
};

}  // namespace nntrain
