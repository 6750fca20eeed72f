#include "compiler/state.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cassert>
#include <cstring>
#include <new>

namespace nntrain {

void Unmap::operator()(std::byte* p) const { ::munmap(p, bytes); }

AlignedBlock allocate_aligned(Index bytes) {
  // More than the machine has would be granted all the same, and the process killed when it uses it.
  const Index machine = static_cast<Index>(::sysconf(_SC_PHYS_PAGES)) * ::sysconf(_SC_PAGESIZE);
  if (bytes > machine) throw std::bad_alloc();
  const auto size = static_cast<std::size_t>(std::max<Index>(bytes, 1));
  void* p = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (p == MAP_FAILED) throw std::bad_alloc();
  constexpr std::size_t large = 4 << 20;
  if (size >= large) ::madvise(p, size, MADV_HUGEPAGE);  // an advice: matrices that are walked in strides miss the TLB less
  return AlignedBlock(static_cast<std::byte*>(p), Unmap{size});
}

void State::declare(const Graph& graph) {
  assert(!block_);
  for (std::size_t i = 0; i < graph.values.size(); ++i) {
    const Value& v = graph.values[i];
    if (v.role != Role::variable || v.root != static_cast<int>(i)) continue;
    if (has(v.name)) {
      assert(find(v.name).shape == v.shape);
      continue;
    }
    variables_.push_back({v.name, v.shape, size_});
    size_ += (v.shape.size() + 15) / 16 * 16;  // every variable begins on a cache line
  }
}

void State::allocate() { block_ = allocate_aligned(size_ * static_cast<Index>(element_size_)); }

bool State::has(const std::string& name) const {
  return std::any_of(variables_.begin(), variables_.end(), [&](const Variable& v) { return v.name == name; });
}

const State::Variable& State::find(const std::string& name) const {
  const auto it = std::find_if(variables_.begin(), variables_.end(), [&](const Variable& v) { return v.name == name; });
  assert(it != variables_.end());
  return *it;
}

std::vector<std::pair<std::string, Index>> State::layout() const {
  std::vector<std::pair<std::string, Index>> list;
  for (const Variable& v : variables_) list.emplace_back(v.name, v.shape.size());
  return list;
}

std::byte* State::address(const std::string& name) const {
  return block_.get() + find(name).offset * static_cast<Index>(element_size_);
}

double State::read_element(const std::string& name, Index element) const {
  return read_element(address(name) + element * static_cast<Index>(element_size_));
}

double State::read_element(const std::byte* place) const {
  if (element_size_ == sizeof(float)) {
    float value;
    std::memcpy(&value, place, sizeof value);
    return static_cast<double>(value);
  }
  double value;
  std::memcpy(&value, place, sizeof value);
  return value;
}

std::vector<float> State::read(const std::string& name) const {
  std::vector<float> values(static_cast<std::size_t>(find(name).shape.size()));
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(read_element(name, static_cast<Index>(i)));
  return values;
}

std::vector<NamedTensor> State::read_all(std::string_view prefix) const {
  std::vector<NamedTensor> list;
  for (const Variable& v : variables_)
    if (v.name.starts_with(prefix)) list.push_back({v.name, v.shape.dims, read(v.name)});
  return list;
}

void State::write(const std::string& name, std::span<const float> values) {
  assert(static_cast<Index>(values.size()) == find(name).shape.size());
  std::byte* p = address(name);
  for (const float f : values) {
    if (element_size_ == sizeof(float)) {
      std::memcpy(p, &f, sizeof f);
    } else {
      const double d = static_cast<double>(f);
      std::memcpy(p, &d, sizeof d);
    }
    p += element_size_;
  }
}

void State::set_zero(const std::string& name) {
  const Variable& v = find(name);
  std::memset(address(name), 0, static_cast<std::size_t>(v.shape.size()) * element_size_);
}

}  // namespace nntrain
