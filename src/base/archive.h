// Plain values as bytes and back, described once: the same function writes and reads.
//
//   void keep(Archive& archive) { archive(best_, wait_); }
//
// Little endian: a bool is a byte, a number 8 (a float 4), a text or a list its length and then its items, what is optional a bool
// first. Reading believes nothing: what would need more bytes than there are is an Error{model_file}, and takes no memory.
#pragma once
#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/named_tensor.h"

namespace nntrain {

class Archive;

template <class T>
concept Kept = requires(T& value, Archive& archive) { value.keep(archive); };

class Archive {
 public:
  Archive() = default;                                                    // writes
  explicit Archive(std::string_view bytes) : rest_(bytes), reads_(true) {}  // reads these, which must outlive it

  bool reads() const { return reads_; }
  const std::string& written() const { return written_; }
  void expect_end() const;  // of reading: all has been read

  void operator()(bool& value);
  void operator()(std::int64_t& value);
  void operator()(std::uint64_t& value);
  void operator()(double& value);
  void operator()(std::string& value);
  void operator()(std::vector<float>& values);
  void operator()(NamedTensor& tensor);
  void operator()(Kept auto& value) { value.keep(*this); }

  template <class A, class B, class... Rest>
  void operator()(A& a, B& b, Rest&... rest) {
    (*this)(a);
    (*this)(b);
    ((*this)(rest), ...);
  }
  template <class T>
  void operator()(std::optional<T>& value) {
    bool has = value.has_value();
    (*this)(has);
    if (reads_) value = has ? std::optional<T>(T{}) : std::nullopt;
    if (has) (*this)(*value);
  }
  template <class A, class B>
  void operator()(std::pair<A, B>& value) {
    (*this)(value.first, value.second);
  }
  template <class T>
  void operator()(std::vector<T>& values) {
    std::uint64_t size = values.size();
    (*this)(size);
    if (reads_) values.clear();
    for (std::uint64_t i = 0; i < size; ++i) {  // one by one: a size that lies soon meets the end of the bytes
      if (reads_) values.emplace_back();
      (*this)(values[i]);
    }
  }

 private:
  void bytes(void* value, std::size_t size);
  std::string_view take(std::uint64_t size);

  std::string written_;
  std::string_view rest_;
  bool reads_ = false;
};

}  // namespace nntrain
