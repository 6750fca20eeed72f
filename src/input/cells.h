// Many cells of a table. Each is the bits of a finite float32 or, of anything else, a NaN whose low bits number its text. So numbers
// take no more memory than the tensor that they become; where all are whole and from 0 to 255, as those of images are, a quarter of it.
#pragma once
#include <bit>
#include <cstdint>
#include <span>

#include "input/storage.h"

namespace nntrain {

class Cell {
 public:
  static Cell number(float finite) { return Cell(std::bit_cast<std::uint32_t>(finite)); }
  static Cell text(std::uint32_t id) { return Cell(not_finite | id); }  // id < max_texts

  bool is_number() const { return (bits_ & not_finite) != not_finite; }
  float number() const { return std::bit_cast<float>(bits_); }       // precondition: is_number()
  std::uint32_t text_id() const { return bits_ & (max_texts - 1); }  // precondition: !is_number()

  static constexpr std::uint32_t max_texts = 1u << 23;

 private:
  static constexpr std::uint32_t not_finite = 0x7F800000;  // the exponent's bits
  explicit Cell(std::uint32_t bits) : bits_(bits) {}
  std::uint32_t bits_;
};

class Cells {
 public:
  Cells() = default;
  explicit Cells(std::size_t size) : wide_(size) {}  // numbers of 0

  // A copy, as small as it can be.
  explicit Cells(std::span<const Cell> cells);

  std::size_t size() const { return small_.size() + wide_.size(); }
  Cell operator[](std::size_t i) const { return small_.size() > 0 ? Cell::number(static_cast<float>(small_.data()[i])) : wide_.data()[i]; }

  // Copies out.size() cells from the i-th on, all of them numbers.
  void copy_numbers(std::size_t i, std::span<float> out) const;

  // To fill what was made by its size.
  Cell* data() const { return wide_.data(); }
  void shrink(std::size_t size) { wide_.shrink(size); }

  Storage& storage() { return small_.size() > 0 ? small_.storage() : wide_.storage(); }
  const Storage& storage() const { return small_.size() > 0 ? small_.storage() : wide_.storage(); }

 private:
  Buffer<std::uint8_t> small_;  // one of them is empty
  Buffer<Cell> wide_;
};

}  // namespace nntrain
