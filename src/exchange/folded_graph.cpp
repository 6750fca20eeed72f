#include "exchange/folded_graph.h"

#include <algorithm>

#include "graph/op_kind.h"
#include "train/predict.h"

namespace nntrain {

FoldedGraph::FoldedGraph(const Model& model) : ops_(model) {
  depends_.resize(ops_.graph().values.size());
  for (const int i : ops_.ops()) {
    const Op& op = ops_.op(i);
    const bool depends = op.kind->name == "gather_batch" || std::ranges::any_of(op.in, [&](int v) { return !is_known(v); });
    for (const int v : op.out) depends_[static_cast<std::size_t>(v)] = depends;
    if (depends) steps_.push_back(i);
  }
  std::vector<int> known;
  const auto note = [&](int v) {
    if (is_known(v) && ops_.value(v).role != Role::scalar && std::ranges::find(known, v) == known.end()) known.push_back(v);
  };
  for (const int i : steps_) std::ranges::for_each(ops_.op(i).in, note);
  for (const Tensor output : ops_.forward().outputs) note(output.id);
  std::vector<int> computed;
  for (const int v : known) {
    if (ops_.value(v).role == Role::constant)
      numbers_[v] = {static_cast<float>(ops_.value(v).constant)};
    else
      computed.push_back(v);
  }
  const std::vector<std::vector<float>> numbers = prepared_values(model, computed);
  for (std::size_t k = 0; k < computed.size(); ++k) numbers_[computed[k]] = numbers[k];
  std::vector<int> left_out;
  for (const int i : steps_) {
    if (const int product = product_of(ops_.op(i)); product >= 0) left_out.push_back(product);
    if (const auto leaky = ops_.leaky_relu(ops_.op(i))) left_out.insert(left_out.end(), {leaky->greater, leaky->product});
  }
  std::erase_if(steps_, [&](int i) { return std::ranges::find(left_out, i) != left_out.end(); });
}

std::optional<float> FoldedGraph::one_number(int v) const {
  if (!is_known(v) || numbers(v).size() != 1) return {};
  return numbers(v)[0];
}

std::string FoldedGraph::weight_name(int v) const {
  const Value& value = ops_.value(v);
  if (value.role != Role::variable || value.shape.size() != ops_.value(value.root).shape.size()) return {};
  return ops_.weight(value).name;
}

int FoldedGraph::product_of(const Op& op) const {
  if (op.kind->name != "add" || is_known(op.in[0]) || !is_known(op.in[1])) return -1;
  const Value &x = ops_.value(op.in[0]), &bias = ops_.value(op.in[1]);
  const bool is_vector = bias.shape.size() == x.shape.cols() && bias.shape.cols() == x.shape.cols();
  if (!is_vector || x.producer < 0 || ops_.readers(op.in[0]) != 1 || !dense(x.producer)) return -1;
  return x.producer;
}

std::optional<DenseStep> FoldedGraph::dense(int i) const {
  const Op& op = ops_.op(i);
  if (op.kind->name == "matmul") {
    if (op.attributes.transpose_a || is_known(op.in[0]) || !is_known(op.in[1]) || shape(op.in[1]).rank() != 2) return {};
    const std::vector<float>& kernel = numbers(op.in[1]);
    DenseStep step{op.in[0], shape(op.out[0]).cols(), weight_name(op.in[1]), {}, kernel, {}};
    const auto units = static_cast<std::size_t>(step.units), inputs = kernel.size() / units;
    if (!op.attributes.transpose_b)
      for (std::size_t k = 0; k < kernel.size(); ++k) step.kernel[k % units * inputs + k / units] = kernel[k];
    return step;
  }
  const int product = product_of(op);
  if (product < 0) return {};
  std::optional<DenseStep> step = dense(product);
  step->bias = numbers(op.in[1]);
  step->bias_name = weight_name(op.in[1]);
  return step;
}

}  // namespace nntrain
