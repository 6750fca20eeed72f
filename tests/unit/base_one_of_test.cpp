#include "base/one_of.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <new>
#include <string>
#include <vector>

namespace nntrain {
namespace {

// A vector of them finds no memory when it is copied.
struct Uncopyable {
  Uncopyable() = default;
  Uncopyable(const Uncopyable&) { throw std::bad_alloc(); }
  Uncopyable(Uncopyable&&) noexcept = default;
  Uncopyable& operator=(const Uncopyable&) = default;
};
using Value = OneOf<std::string, std::vector<Uncopyable>>;

TEST(OneOf, WhoseCopyFailsDestroysNothing) {
  Value list = std::vector<Uncopyable>(3);
  // The memory that the copy is made in holds what looks like a text.
  alignas(Value) std::byte memory[sizeof(Value)];
  std::fill(std::begin(memory), std::end(memory), std::byte{0x77});
  EXPECT_THROW(::new (static_cast<void*>(memory)) Value(list), std::bad_alloc);
  EXPECT_EQ(std::get<1>(list).size(), 3u);
}

TEST(OneOf, IsCopiedMovedAndCompared) {
  using Number = OneOf<int, std::string>;
  const Number text = std::string("a text that is too long for a small string");
  Number copy = text;
  EXPECT_EQ(copy, text);
  const Number moved = std::move(copy);
  EXPECT_EQ(moved, text);
  copy = 3;
  EXPECT_NE(copy, text);
  copy = text;
  EXPECT_EQ(std::get<std::string>(copy), std::get<std::string>(text));
}

}  // namespace
}  // namespace nntrain
