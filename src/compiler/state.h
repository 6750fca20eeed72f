// The lasting part of a run: every variable of the programs that share it, in one contiguous block (so that a checkpoint is one
// write). Declare the graphs, allocate, then compile them.
#pragma once
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/named_tensor.h"
#include "graph/graph.h"

namespace nntrain {

// Memory aligned to a page, zero at first and taken from the machine only where it is touched. std::bad_alloc if it is more than the
// machine has.
struct Unmap {
  std::size_t bytes = 0;
  void operator()(std::byte* p) const;
};
using AlignedBlock = std::unique_ptr<std::byte[], Unmap>;
AlignedBlock allocate_aligned(Index bytes);

class State {
 public:
  explicit State(std::size_t element_size) : element_size_(element_size) {}

  void declare(const Graph& graph);  // its variables; one that is known already must have the same shape
  void allocate();                   // once, after all graphs were declared

  std::byte* address(const std::string& name) const;
  bool has(const std::string& name) const;
  std::vector<float> read(const std::string& name) const;
  // All variables whose names begin with `prefix`, in the order in which they were declared.
  std::vector<NamedTensor> read_all(std::string_view prefix) const;
  double read_element(const std::string& name, Index element) const;
  double read_element(const std::byte* place) const;
  void write(const std::string& name, std::span<const float> values);
  void set_zero(const std::string& name);

  std::size_t element_size() const { return element_size_; }  // in bytes
  // Its variables in the order in which they lie in it: name and number of elements.
  std::vector<std::pair<std::string, Index>> layout() const;
  std::span<std::byte> bytes() const { return {block_.get(), static_cast<std::size_t>(size_ * static_cast<Index>(element_size_))}; }

 private:
  struct Variable {
    std::string name;
    Shape shape;
    Index offset;  // in elements
  };
  const Variable& find(const std::string& name) const;

  std::size_t element_size_;
  std::vector<Variable> variables_;
  Index size_ = 0;  // in elements
  AlignedBlock block_;
};

}  // namespace nntrain
