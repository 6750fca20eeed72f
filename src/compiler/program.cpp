#include "compiler/program.h"

#include <cstring>

namespace nntrain {

void ScalarSlot::set(double value) const {
  if (!place_) return;
  if (element_size_ == sizeof(double)) {
    std::memcpy(place_, &value, sizeof value);
  } else {
    const float narrow = static_cast<float>(value);
    std::memcpy(place_, &narrow, sizeof narrow);
  }
}

ScalarSlot Program::scalar(std::string_view name) const {
  for (const auto& [known, slot] : scalars)
    if (known == name) return slot;
  return {};
}

float Program::element(Tensor t, Index i) const {
  const std::byte* p = address(t) + i * static_cast<Index>(element_size);
  if (element_size == sizeof(float)) {
    float value;
    std::memcpy(&value, p, sizeof value);
    return value;
  }
  double value;
  std::memcpy(&value, p, sizeof value);
  return static_cast<float>(value);
}

}  // namespace nntrain
