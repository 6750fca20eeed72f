#include "exchange/node_writer.h"

#include <algorithm>
#include <functional>
#include <numeric>

namespace nntrain {

namespace {

std::size_t index(Index i) { return static_cast<std::size_t>(i); }

Shape with_last(Shape shape, Index size) {
  shape.dims.back() = size;
  return shape;
}

Shape product_shape(const GraphValue& a, const GraphValue& b, bool transpose_a, bool transpose_b) {
  const auto from_end = [](const Shape& shape, std::size_t i) { return shape.dims[shape.dims.size() - i]; };
  Shape out = a.shape.rank() >= b.shape.rank() ? a.shape : b.shape;
  out.batched = a.shape.batched || b.shape.batched;
  out.dims[out.dims.size() - 2] = from_end(a.shape, transpose_a ? 1 : 2);
  out.dims.back() = from_end(b.shape, transpose_b ? 2 : 1);
  return out;
}

}  // namespace

Index volume(std::span<const Index> dims) { return std::accumulate(dims.begin(), dims.end(), Index{1}, std::multiplies<>()); }

std::string UniqueNames::take(const std::string& wish) {
  std::string name = wish;
  while (!taken_.try_emplace(name, 0).second) name = wish + "_" + std::to_string(++taken_[wish]);
  return name;
}

GraphValue NodeWriter::input(Port port) {
  port.value = {write_input(port), per_sample(port.dims)};
  inputs_.push_back(std::move(port));
  return inputs_.back().value;
}

GraphValue NodeWriter::tensor(const std::string& name, std::vector<Index> dims, std::span<const float> values) {
  std::string own = write_tensor(name, dims, values);
  return {std::move(own), {std::move(dims), false}};
}

GraphValue NodeWriter::number(double value) { return {write_number(static_cast<float>(value)), {{1}, false}, value}; }

GraphValue NodeWriter::elementwise(std::string_view kind, const Values& in) {
  Shape out;
  for (const GraphValue& operand : in) out = nntrain::broadcast(out, operand.shape);
  return {write_elementwise(kind, in, out), out};
}

GraphValue NodeWriter::leaky_relu(const GraphValue& x, double slope) { return {write_leaky_relu(x, slope), x.shape}; }

std::string NodeWriter::write_leaky_relu(const GraphValue& x, double slope) {
  return elementwise("select", {elementwise("greater", {x, number(0)}), x, elementwise("mul", {x, number(slope)})}).name;
}

GraphValue NodeWriter::reshape(const GraphValue& x, const Shape& to) {
  return x.shape == to ? x : GraphValue{write_reshape(x, to), to};
}

GraphValue NodeWriter::transpose(const GraphValue& x, const std::vector<Index>& order) {
  Shape out = x.shape;
  for (std::size_t d = 0; d < order.size(); ++d) out.dims[d] = x.shape.dims[index(order[d])];
  return {write_transpose(x, order, out), out};
}

GraphValue NodeWriter::slice(const GraphValue& x, Index axis, Index begin, Index end) {
  Shape out = x.shape;
  out.dims[index(axis)] = end - begin;
  return {write_slice(x, axis, begin, out), out};
}

GraphValue NodeWriter::concatenate(const Values& parts, Index axis) {
  Shape out = parts[0].shape;
  for (std::size_t k = 1; k < parts.size(); ++k) out.dims[index(axis)] += parts[k].shape.dims[index(axis)];
  return {write_concatenate(parts, axis, out), out};
}

GraphValue NodeWriter::broadcast(const GraphValue& x, const Shape& to) {
  return x.shape == to ? x : GraphValue{write_broadcast(x, to), to};
}

GraphValue NodeWriter::matmul(const GraphValue& a, const GraphValue& b, bool transpose_a, bool transpose_b) {
  const Shape out = product_shape(a, b, transpose_a, transpose_b);
  return {write_product(a, b, nullptr, transpose_a, transpose_b, out), out};
}

GraphValue NodeWriter::dense(const GraphValue& a, const GraphValue& b, const GraphValue& bias, bool transpose_a, bool transpose_b) {
  const Shape out = product_shape(a, b, transpose_a, transpose_b);
  return {write_product(a, b, &bias, transpose_a, transpose_b, out), out};
}

GraphValue NodeWriter::sum(const GraphValue& x, const std::vector<Index>& axes, bool keep) {
  Shape out{{}, x.shape.batched};
  for (Index d = 0; d < x.shape.rank(); ++d) {
    const bool is_summed = std::ranges::find(axes, d) != axes.end();
    if (!is_summed || keep) out.dims.push_back(is_summed ? 1 : x.shape.dims[index(d)]);
  }
  return {write_sum(x, axes, keep, out), out};
}

GraphValue NodeWriter::mean_last(const GraphValue& x) {
  const Shape out = with_last(x.shape, 1);
  return {write_mean_last(x, out), out};
}

GraphValue NodeWriter::argmax_last(const GraphValue& x) {
  const Shape out = with_last(x.shape, 1);
  return {write_argmax_last(x, out), out};
}

GraphValue NodeWriter::softmax(const GraphValue& x) { return {write_softmax(x, false), x.shape}; }
GraphValue NodeWriter::log_softmax(const GraphValue& x) { return {write_softmax(x, true), x.shape}; }
GraphValue NodeWriter::sorted_rows(const GraphValue& x) { return {write_sorted_rows(x), x.shape}; }

GraphValue NodeWriter::rows_of(const GraphValue& table, const GraphValue& places) {
  Shape out = places.shape;
  out.dims.push_back(table.shape.dims[1]);
  return {write_rows_of(table, places, out), out};
}

GraphValue NodeWriter::look_up(const GraphValue& texts, const Lookup& lookup) { return {write_look_up(texts, lookup), texts.shape}; }

GraphValue NodeWriter::text_at(const GraphValue& place, const std::vector<std::string>& texts) { return {write_text_at(place, texts), place.shape}; }

// Chosen, not multiplied: a number that is NaN must not reach the others.
std::string NodeWriter::write_look_up(const GraphValue& texts, const Lookup& lookup) {
  const auto size = static_cast<Index>(lookup.texts.size());
  const Shape wide = with_last(texts.shape, size);
  const GraphValue is{write_equal_texts(texts, lookup.texts, wide), wide};
  const GraphValue chosen = elementwise("select", {is, tensor("numbers", {size}, lookup.numbers), number(0)});
  return elementwise("select", {sum(is, {1}, true), sum(chosen, {1}, true), number(static_cast<double>(lookup.other))}).name;
}

std::string NodeWriter::write_equal_texts(const GraphValue&, const std::vector<std::string>&, const Shape&) { return {}; }

}  // namespace nntrain
