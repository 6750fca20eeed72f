#include "compiler/autodiff.h"

#include <algorithm>
#include <map>

#include "graph/op_kind.h"
#include "graph/ops.h"

namespace nntrain {

namespace {

// What is known of the gradients so far, by value.
struct Adjoints {
  struct Part {  // the gradient of a window of the value
    Tensor dx;
    Index axis, begin, end;
  };
  std::map<int, Tensor> total;
  std::map<int, std::vector<Part>> parts;
  std::vector<bool> needed;

  void add(int value, Tensor dx) {
    auto [it, fresh] = total.try_emplace(value, dx);
    if (!fresh) it->second = it->second + dx;
  }
};

class ChainOf : public Chain {
 public:
  ChainOf(Graph& graph, Op op, Adjoints& adjoints) : graph_(graph), op_(std::move(op)), adjoints_(adjoints) {}
  Tensor in(std::size_t i) const override { return {&graph_, op_.in[i]}; }
  Tensor out(std::size_t i) const override { return {&graph_, op_.out[i]}; }
  const Attributes& attributes() const override { return op_.attributes; }
  Tensor dy() const override { return adjoints_.total.at(op_.out[0]); }
  bool wants(std::size_t i) const override { return adjoints_.needed[static_cast<std::size_t>(op_.in[i])]; }
  void add(std::size_t i, Tensor dx) override {
    if (wants(i)) adjoints_.add(op_.in[i], expand(sum_to(dx, in(i).shape()), in(i).shape()));
  }
  void add_part(std::size_t i, Tensor dx) override {
    if (wants(i)) adjoints_.parts[op_.in[i]].push_back({dx, op_.attributes.axis, op_.attributes.begin, op_.attributes.end});
  }

 private:
  Graph& graph_;
  Op op_;  // a copy: rules append to the graph
  Adjoints& adjoints_;
};

// Puts the gradients of windows of a value together: windows of one axis that do not overlap are one op.
void assemble_parts(Graph& graph, int value, Adjoints& adjoints) {
  const auto found = adjoints.parts.find(value);
  if (found == adjoints.parts.end()) return;
  std::vector<Adjoints::Part> parts = std::move(found->second);
  adjoints.parts.erase(found);
  std::stable_sort(parts.begin(), parts.end(),
                   [](const auto& x, const auto& y) { return std::pair(x.axis, x.begin) < std::pair(y.axis, y.begin); });
  const Shape whole = Tensor{&graph, value}.shape();
  while (!parts.empty()) {
    Attributes attributes;
    attributes.axis = parts[0].axis;
    std::vector<Tensor> in;
    std::vector<Adjoints::Part> rest;
    Index end = 0;
    for (const auto& part : parts) {
      if (part.axis != attributes.axis || part.begin < end) {
        rest.push_back(part);
        continue;
      }
      in.push_back(part.dx);
      attributes.dims.push_back(part.begin);
      end = part.end;
    }
    attributes.dims.insert(attributes.dims.end(), whole.dims.begin(), whole.dims.end());
    adjoints.add(value, emit_all("assemble", in, std::move(attributes), graph)[0]);
    parts = std::move(rest);
  }
}

}  // namespace

std::vector<Tensor> gradients(Tensor loss, std::span<const Tensor> with_respect_to) {
  Graph& graph = *loss.graph;
  Adjoints adjoints;
  adjoints.needed.assign(graph.values.size(), false);
  const auto needed = [&](int v) { return adjoints.needed[static_cast<std::size_t>(v)]; };
  for (const Tensor w : with_respect_to) adjoints.needed[static_cast<std::size_t>(w.id)] = true;
  const std::size_t forward_ops = graph.ops.size();
  for (std::size_t i = 0; i < forward_ops; ++i)
    if (std::any_of(graph.ops[i].in.begin(), graph.ops[i].in.end(), needed))
      for (const int out : graph.ops[i].out) adjoints.needed[static_cast<std::size_t>(out)] = true;
  adjoints.total[loss.id] = expand(constant(graph, 1), loss.shape());
  for (std::size_t i = forward_ops; i-- > 0;) {
    const Op& op = graph.ops[i];
    if (op.out.empty() || !op.kind->gradient || !needed(op.out[0])) continue;
    assemble_parts(graph, op.out[0], adjoints);
    if (!adjoints.total.count(op.out[0])) continue;
    ChainOf chain(graph, graph.ops[i], adjoints);
    graph.ops[i].kind->gradient(chain);
  }
  std::vector<Tensor> result;
  for (const Tensor w : with_respect_to) {
    assemble_parts(graph, w.id, adjoints);
    const auto found = adjoints.total.find(w.id);
    result.push_back(found == adjoints.total.end() ? Tensor{} : found->second);
  }
  return result;
}

}  // namespace nntrain
