#include "callbacks/weight_image.h"

#include <algorithm>
#include <cmath>

namespace nntrain::callbacks {

namespace {

constexpr std::size_t most_images = 3;

// TensorFlow's conversion.
std::uint8_t pixel(float value) {
  const float scaled = value * 255.5F;
  return std::isnan(scaled) ? std::uint8_t{0} : static_cast<std::uint8_t>(std::clamp(scaled, 0.0F, 255.0F));
}

// element(row, column)
template <class F>
events::Image image(std::size_t height, std::size_t width, F element) {
  events::Image out{static_cast<int>(width), static_cast<int>(height), {}};
  for (std::size_t row = 0; row < height; ++row)
    for (std::size_t column = 0; column < width; ++column) out.pixels.push_back(pixel(element(row, column)));
  return out;
}

}  // namespace

std::vector<events::Image> weight_images(const NamedTensor& weight) {
  std::vector<std::size_t> shape;
  for (const std::int64_t size : weight.shape)
    if (size != 1) shape.push_back(static_cast<std::size_t>(size));
  const std::vector<float>& values = weight.values;
  if (shape.size() == 1) return {image(shape[0], 1, [&](std::size_t row, std::size_t) { return values[row]; })};
  if (shape.size() == 2) {
    const std::size_t rows = shape[0], columns = shape[1];
    if (rows > columns)
      return {
          image(columns, rows, [&](std::size_t row, std::size_t column) { return values[column * columns + row]; })};
    return {image(rows, columns, [&](std::size_t row, std::size_t column) { return values[row * columns + column]; })};
  }
  std::vector<events::Image> images;
  if (shape.size() == 3)
    for (std::size_t i = 0; i < std::min(shape[2], most_images); ++i)
      images.push_back(image(shape[0], shape[1], [&](std::size_t row, std::size_t column) {
        return values[(row * shape[1] + column) * shape[2] + i];
      }));
  return images;
}

}  // namespace nntrain::callbacks
