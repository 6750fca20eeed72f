#include "base/archive.h"

#include <bit>
#include <cstring>

#include "base/error.h"

namespace nntrain {

static_assert(std::endian::native == std::endian::little);

std::string_view Archive::take(std::uint64_t size) {
  if (size > rest_.size()) throw Error(ErrorKind::model_file, "it ends too early");
  const std::string_view taken = rest_.substr(0, static_cast<std::size_t>(size));
  rest_.remove_prefix(taken.size());
  return taken;
}

void Archive::bytes(void* value, std::size_t size) {
  if (size == 0) return;
  if (reads_) std::memcpy(value, take(size).data(), size);
  else written_.append(static_cast<const char*>(value), size);
}

void Archive::expect_end() const {
  if (!rest_.empty()) throw Error(ErrorKind::model_file, "it has more bytes than it should");
}

void Archive::operator()(bool& value) {
  std::uint8_t byte = value;
  bytes(&byte, sizeof byte);
  value = byte != 0;
}

void Archive::operator()(std::int64_t& value) { bytes(&value, sizeof value); }
void Archive::operator()(std::uint64_t& value) { bytes(&value, sizeof value); }
void Archive::operator()(double& value) { bytes(&value, sizeof value); }

void Archive::operator()(std::string& value) {
  std::uint64_t size = value.size();
  (*this)(size);
  if (reads_) value = take(size);
  else written_ += value;
}

void Archive::operator()(std::vector<float>& values) {
  std::uint64_t size = values.size();
  (*this)(size);
  if (reads_) {
    if (size > rest_.size() / sizeof(float)) throw Error(ErrorKind::model_file, "it ends too early");
    values.resize(static_cast<std::size_t>(size));
  }
  bytes(values.data(), values.size() * sizeof(float));
}

void Archive::operator()(NamedTensor& tensor) {
  (*this)(tensor.name, tensor.shape, tensor.values);
}

}  // namespace nntrain
