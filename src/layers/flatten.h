// Flatten: (B, ...) -> (B, n), the same numbers in the same order; with "channels_first" axis 1 is taken as the last
#pragma once
#include "layers/layer.h"

namespace nntrain {

enum class DataFormat { channels_last, channels_first };
template <>
inline constexpr std::array<std::string_view, 2> enum_names<DataFormat> = {"channels_last", "channels_first"};

struct Flatten {
  static constexpr std::string_view type = "Flatten", summary = "Makes each sample a vector.";

  std::optional<DataFormat> data_format;

  static constexpr std::array params{
      optional<&Flatten::data_format>("data_format",
                                      "which axis holds the channels, to be the last; null: channels_last"),
  };

  Tensor call(Builder&, Tensor x) const {
    if (data_format == DataFormat::channels_first && x.shape().rank() > 2) {
      std::vector<Index> order{0};
      for (Index i = 2; i < x.shape().rank(); ++i) order.push_back(i);
      order.push_back(1);
      x = transpose(x, order);
    }
    return reshape(x, per_sample({x.shape().size()}));
  }
};

}  // namespace nntrain
