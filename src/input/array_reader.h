// Arrays of numbers as tables: npy and npz (numpy's) and IDX (MNIST's). An array's first axis are the rows; the numbers of a row become
// columns "x0", "x1", …, those of an array of one axis the column "x". Several arrays stand side by side and have as many rows each.
// A row's line, in places of messages, is its number from 1. NaN is a gap.
#pragma once
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "input/byte_source.h"
#include "input/table_reader.h"

namespace nntrain {

enum class NumberType { boolean, int8, int16, int32, int64, uint8, uint16, uint32, uint64, float32, float64 };

// One array: what it is, and its bytes from the first number on.
struct ArrayData {
  std::string source;  // the file's name, for messages
  std::string name;    // of its columns
  NumberType type = NumberType::float32;
  bool big_endian = false;
  bool column_major = false;          // Fortran's order
  std::vector<std::int64_t> shape;    // none: of a single number
  ByteSourcePtr bytes;
};

// Errors of both, of kind data: what is no such array or one that cannot be a table.
// npy: a header that tells type, order and shape, then the numbers (numpy.lib.format).
ArrayData read_npy(ByteSourcePtr bytes, std::string source, std::string name);
// IDX: two zero bytes, the type, the number of axes, each axis' length (32 bits, high byte first), then the numbers. One axis is
// called label, more are pixel0, pixel1, ….
ArrayData read_idx(ByteSourcePtr bytes, std::string source);
// npz: a ZIP file of npy files. `path` is a file, no pipe.
std::vector<ArrayData> read_npz(const std::string& path);

std::string_view name_of(NumberType type);  // as numpy calls it: "float32"
// Of an array of any shape, row by row, as float32. Errors, of kind data: it is empty, or the file ends too early.
std::vector<float> all_numbers(ArrayData array);

// The arrays side by side. Errors, of kind data: numbers of rows that differ, a single number, no rows, repeated names; a file that ends too early.
std::unique_ptr<BlockReader> open_arrays(std::vector<ArrayData> arrays, const ReadOptions& options);

}  // namespace nntrain
