// Arrays as numpy prints them, character for character (numpy 2.4, its default print options, float32):
//
//   array([[1.996118 ],
//          [3.0239758]], dtype=float32)
#pragma once
#include <span>
#include <string>

#include "train/model.h"

namespace nntrain {

// repr(array): at most 8 digits after the point, columns aligned, lines of 75 columns, "..." in arrays of more than
// 1000.
std::string numpy_text(const NamedTensor& tensor);

// repr of a list of arrays, as Keras' get_weights() shows.
std::string numpy_text(std::span<const NamedTensor> tensors);

}  // namespace nntrain
