// Powers of decay rates, as bias corrections need them.
#pragma once
#include <cmath>
#include <cstdint>

namespace nntrain::optimizers {

// base^step in float32, correctly rounded, as Keras' back ends have it.
inline float power(double base, std::int64_t step) {
  return static_cast<float>(std::pow(static_cast<double>(static_cast<float>(base)), static_cast<double>(step)));
}

// 1 - rate in float32, where Keras has the rate as a tensor.
inline double complement(double rate) { return static_cast<double>(1 - static_cast<float>(rate)); }

}  // namespace nntrain::optimizers
