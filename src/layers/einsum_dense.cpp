#include "layers/einsum_dense.h"

#include <algorithm>
#include <map>
#include <string_view>

namespace nntrain {

namespace {

using Labels = std::string;  // of a tensor's axes, one character each

bool has(const Labels& labels, char label) { return labels.find(label) != Labels::npos; }

// "...ab": letters, and whether "..." stands before or behind them.
struct Part {
  Labels labels;
  bool left_elided = false, right_elided = false;

  explicit Part(std::string_view text) {
    constexpr std::string_view dots = "...";
    left_elided = text.starts_with(dots);
    if (left_elided) text.remove_prefix(dots.size());
    right_elided = text.ends_with(dots);
    if (right_elided) text.remove_suffix(dots.size());
    labels = text;
  }
  bool is_right() const {
    return !labels.empty() && !(left_elided && right_elided) &&
           std::ranges::all_of(labels, [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); });
  }
};

struct Equation {
  Labels input, kernel, output;  // "..." left out
  bool left_elided = false, right_elided = false;
};

// As Keras reads it: [X],[Y]->[Z], ...[X],[Y]->...[Z], or [X]...,[Y]->[Z]....
std::optional<Equation> parsed(std::string_view text) {
  const std::size_t comma = text.find(','), arrow = text.find("->");
  if (comma == text.npos || arrow == text.npos || arrow < comma) return std::nullopt;
  const Part input(text.substr(0, comma)), kernel(text.substr(comma + 1, arrow - comma - 1)),
      output(text.substr(arrow + 2));
  const bool alike = input.left_elided == output.left_elided && input.right_elided == output.right_elided;
  if (!input.is_right() || !kernel.is_right() || !output.is_right() || !alike) return std::nullopt;
  if (kernel.left_elided || kernel.right_elided || (input.right_elided && input.labels.size() < 2)) return std::nullopt;
  return Equation{input.labels, kernel.labels, output.labels, input.left_elided, input.right_elided};
}

[[noreturn]] void fail(const std::string& message, const std::string& hint) {
  throw Error{ErrorKind::config, message, {}, hint};
}

// An equation held against an input: labels of all axes, those of "..." too, and their sizes.
struct Contraction {
  Labels input, kernel, output;
  std::map<char, Index> size;

  std::vector<Index> sizes(const Labels& labels) const {
    std::vector<Index> all;
    for (const char label : labels) all.push_back(size.at(label));
    return all;
  }
  Index product(const Labels& labels) const {
    Index n = 1;
    for (const char label : labels) n *= size.at(label);
    return n;
  }
};

std::string named(char label) { return std::string("dimension \"") + label + '"'; }

void check_labels(const Contraction& c) {
  for (const Labels& labels : {c.input, c.kernel, c.output})
    for (const char label : labels)
      if (std::ranges::count(labels, label) > 1)
        fail(named(label) + " stands twice in one part of the equation", "give each axis its own letter");
  for (const char label : c.output)
    if (!has(c.input, label) && !has(c.kernel, label))
      fail(named(label) + " of the result is neither one of the input nor one of the kernel",
           "add it to the kernel's part of the equation");
  for (const char label : c.kernel)
    if (!has(c.input, label) && !has(c.output, label))
      fail(named(label) + " of the kernel is neither one of the input nor one of the result",
           "add it to the result's part of the equation");
  const char batch = c.input[0];
  if (c.output[0] != batch || has(c.kernel, batch))
    fail("the input's first axis is the batch: it must be the result's first axis too, and none of the kernel",
         "begin input and result with the same letter, or with \"...\"");
}

Contraction contraction(const Equation& e, const Shape& x, const std::vector<std::optional<Index>>& output_shape) {
  const Index elided = static_cast<Index>(x.dims.size()) - static_cast<Index>(e.input.size());
  const bool elides = e.left_elided || e.right_elided;
  if (elided < (e.left_elided ? 1 : 0) || (elided > 0 && !elides))
    fail("the equation takes an input of " + std::string(elides ? "at least " : "") +
             std::to_string(e.input.size() + (e.left_elided ? 1 : 0)) + " axes, the batch among them; got " +
             keras_shape(x),
         "give a letter to each axis, or \"...\" for those that stay as they are");
  Labels between;  // characters that no equation has
  for (Index i = 0; i < elided; ++i) between += static_cast<char>('\x01' + i);
  const auto whole = [&](const Labels& labels) {
    return e.left_elided ? between + labels : e.right_elided ? labels + between : labels;
  };
  Contraction c{whole(e.input), e.kernel, whole(e.output), {}};
  check_labels(c);
  for (std::size_t i = 0; i < c.input.size(); ++i) c.size[c.input[i]] = x.dims[i];
  const Labels named_outputs = e.left_elided ? e.output : e.output.substr(1);
  if (output_shape.size() != named_outputs.size())
    fail("output_shape has " + std::to_string(output_shape.size()) + " sizes; the equation's result has " +
             std::to_string(named_outputs.size()) + " axes besides the batch" + (elides ? " and \"...\"" : ""),
         "give the size of each of \"" + named_outputs + "\"");
  for (std::size_t i = 0; i < output_shape.size(); ++i) {
    const char label = named_outputs[i];
    const auto known = c.size.find(label);
    if (known != c.size.end() && output_shape[i] && *output_shape[i] != known->second)
      fail("input and output_shape do not match at " + named(label) + ": the input, " + keras_shape(x) + ", has " +
               std::to_string(known->second) + ", output_shape " + std::to_string(*output_shape[i]),
           "null takes the input's size");
    if (known == c.size.end() && !output_shape[i])
      fail("output_shape must give the size of " + named(label) + ", which the input does not have", "give a number");
    if (known == c.size.end()) c.size[label] = *output_shape[i];
  }
  return c;
}

Tensor ordered(Tensor x, const Labels& from, const Labels& to) {
  std::vector<Index> order;
  for (const char label : to) order.push_back(static_cast<Index>(from.find(label)));
  return transpose(x, order);
}

// einsum as a product of matrices, one for each place on the axes that input, kernel and result share.
Tensor contracted(const Contraction& c, Tensor x, Tensor kernel) {
  Labels input = c.input, shared, free, inner, units;
  std::vector<Index> lonely;  // axes that the input alone has: summed
  for (std::size_t i = 1; i < c.input.size(); ++i) {
    const char label = c.input[i];
    const bool in_kernel = has(c.kernel, label), in_output = has(c.output, label);
    if (!in_kernel && !in_output)
      lonely.push_back(static_cast<Index>(i));
    else
      (in_kernel && in_output ? shared : in_output ? free : inner) += label;
  }
  for (const char label : c.kernel)
    if (!has(c.input, label)) units += label;
  if (!lonely.empty()) {
    x = sum(x, lonely);
    std::erase_if(input,
                  [&](char label) { return label != c.input[0] && !has(c.kernel, label) && !has(c.output, label); });
    std::vector<Index> dims = c.sizes(input);
    dims[0] = 1;
    x = reshape(x, {dims, true});
  }
  const Index s = c.product(shared), f = c.product(free), k = c.product(inner), n = c.product(units);
  const Labels batch(1, c.input[0]);
  x = reshape(ordered(x, input, batch + shared + free + inner), per_sample({s, f, k}));
  kernel = reshape(ordered(kernel, c.kernel, shared + inner + units), {{s, k, n}, false});
  std::vector<Tensor> parts;
  for (Index i = 0; i < s; ++i)
    parts.push_back(reshape(matmul(reshape(slice(x, 1, i, i + 1), per_sample({f, k})),
                                   reshape(slice(kernel, 0, i, i + 1), {{k, n}, false})),
                            per_sample({1, f, n})));
  const Tensor y = s == 1 ? parts[0] : concatenate(parts, 1);
  return ordered(reshape(y, per_sample(c.sizes(shared + free + units))), batch + shared + free + units, c.output);
}

}  // namespace

std::string EinsumDense::check() const {
  const auto e = parsed(equation);
  if (!e) return "the equation must be in the form [X],[Y]->[Z], ...[X],[Y]->...[Z], or [X]...,[Y]->[Z]...";
  if (bias_axes && bias_axes->empty()) return "bias_axes must name at least one axis; null means no bias";
  if (bias_axes)
    for (const char label : *bias_axes)
      if (!has(e->output, label))
        return "bias_axes: " + named(label) + " is not one of the result, \"" + e->output + '"';
  return "";
}

Tensor EinsumDense::call(Builder& b, Tensor x) const {
  constexpr int max_rank = 6;
  if (x.shape().rank() > max_rank)
    fail("EinsumDense expected an input of at most 6 axes; got " + keras_shape(x.shape()), "reshape it first");
  const Equation e = *parsed(equation);
  const Contraction c = contraction(e, x.shape(), output_shape.values);
  std::vector<Index> input_axes, output_axes;
  for (std::size_t i = 0; i < c.kernel.size(); ++i)
    (has(c.output, c.kernel[i]) ? output_axes : input_axes).push_back(static_cast<Index>(i));
  const Tensor kernel =
      b.weight("kernel", c.sizes(c.kernel), with_fan_axes(kernel_initializer, input_axes, output_axes),
               kernel_regularizer, kernel_constraint);
  Tensor y = contracted(c, x, kernel);
  if (bias_axes) {
    if (has(*bias_axes, c.output[0])) fail("the batch cannot have a bias", "name other axes in bias_axes");
    std::vector<Index> sizes;  // of the result's axes from the first that has a bias on
    for (std::size_t i = std::min(c.output.find_first_of(*bias_axes), c.output.size()); i < c.output.size(); ++i)
      sizes.push_back(has(*bias_axes, c.output[i]) ? c.size.at(c.output[i]) : 1);
    y = y + b.weight("bias", sizes, bias_initializer, bias_regularizer, bias_constraint);
  }
  return activation ? activate(y, *activation) : y;
}

}  // namespace nntrain
