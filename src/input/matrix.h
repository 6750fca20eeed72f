// Rows of float32, many of them.
#pragma once
#include <algorithm>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <vector>

#include "input/storage.h"

namespace nntrain {

// As a std::vector<float>, but that its memory is Storage's, in a file where there is a budget and it is used up.
class FloatBuffer {
 public:
  using value_type = float;
  using iterator = float*;
  using const_iterator = const float*;

  FloatBuffer() = default;
  explicit FloatBuffer(std::size_t size, MemoryBudgetPtr budget = nullptr) : buffer_(size, std::move(budget)), size_(size) {}  // zeros
  FloatBuffer(std::initializer_list<float> values) : FloatBuffer(values.begin(), values.end()) {}
  template <class It>
  FloatBuffer(It first, It last) : FloatBuffer(static_cast<std::size_t>(last - first)) { std::copy(first, last, begin()); }
  FloatBuffer(const std::vector<float>& values) : FloatBuffer(values.begin(), values.end()) {}
  FloatBuffer(const FloatBuffer& other) : FloatBuffer(other.begin(), other.end()) {}
  FloatBuffer(FloatBuffer&& other) noexcept { swap(other); }
  FloatBuffer& operator=(FloatBuffer other) noexcept {
    swap(other);
    return *this;
  }

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  float* data() { return buffer_.data(); }
  const float* data() const { return buffer_.data(); }
  float* begin() { return data(); }
  float* end() { return data() + size_; }
  const float* begin() const { return data(); }
  const float* end() const { return data() + size_; }
  float& operator[](std::size_t i) { return data()[i]; }
  float operator[](std::size_t i) const { return data()[i]; }

  void reserve(std::size_t size, MemoryBudgetPtr budget = nullptr) {
    if (size <= buffer_.size()) return;
    Buffer<float> larger(size, std::move(budget));
    std::copy(begin(), end(), larger.data());
    buffer_ = std::move(larger);
  }
  void resize(std::size_t size) {
    if (size > buffer_.size()) reserve(std::max(size, buffer_.size() * 2));
    if (size > size_) std::fill(end(), data() + size, 0.0f);
    size_ = size;
  }
  template <class It>
  void append(It first, It last) {
    const std::size_t old = size_;
    resize(old + static_cast<std::size_t>(last - first));
    std::copy(first, last, begin() + old);
  }

  const Storage& storage() const { return buffer_.storage(); }

  friend bool operator==(const FloatBuffer& a, const FloatBuffer& b) { return std::equal(a.begin(), a.end(), b.begin(), b.end()); }
  friend bool operator==(const FloatBuffer& a, const std::vector<float>& b) { return std::equal(a.begin(), a.end(), b.begin(), b.end()); }

 private:
  void swap(FloatBuffer& other) noexcept {
    std::swap(buffer_, other.buffer_);
    std::swap(size_, other.size_);
  }

  Buffer<float> buffer_;
  std::size_t size_ = 0;
};

// A row-major matrix of float32.
struct Matrix {
  std::int64_t width = 0;  // numbers a row
  FloatBuffer values;

  std::span<const float> row(std::int64_t i) const {
    return {values.data() + i * width, static_cast<std::size_t>(width)};
  }

  // Calls f(row's number, row) for the rows begin … end - 1 until it returns true, and returns that number, or else `end`. Not much
  // of a file is in memory at a time.
  template <class F>
  std::int64_t find_row(std::int64_t begin, std::int64_t end, F f) const {
    const std::int64_t piece = 1 + (std::int64_t{1} << 18) / std::max<std::int64_t>(width, 1);
    for (; begin < end; begin += piece) {
      const std::int64_t piece_end = std::min(begin + piece, end);
      for (std::int64_t i = begin; i < piece_end; ++i)
        if (f(i, row(i))) return i;
      values.storage().relax();
    }
    return end;
  }

  // The place of the first number that satisfies `is`, or else values.size().
  template <class P>
  std::size_t find_value(P is) const {
    if (width == 0) return values.size();
    std::size_t place = values.size();
    find_row(0, static_cast<std::int64_t>(values.size()) / width, [&](std::int64_t i, std::span<const float> row) {
      const auto found = std::find_if(row.begin(), row.end(), is);
      if (found != row.end()) place = static_cast<std::size_t>(i * width + (found - row.begin()));
      return found != row.end();
    });
    return place;
  }
};

}  // namespace nntrain
