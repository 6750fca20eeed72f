#include "support/onnx_evaluator.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>

#include "exchange/onnx_tensor.h"

namespace nntrain::test {

namespace {

using Dims = std::vector<std::int64_t>;

std::int64_t volume(const Dims& dims) {
  return std::accumulate(dims.begin(), dims.end(), std::int64_t{1}, std::multiplies<>());
}

// The indices of place i of a tensor, and the place of indices in one whose dims may be 1, aligned from the right.
Dims indices_of(std::int64_t i, const Dims& dims) {
  Dims at(dims.size());
  for (std::size_t d = dims.size(); d-- > 0; i /= dims[d]) at[d] = i % dims[d];
  return at;
}
std::size_t place_of(const Dims& at, const Dims& dims) {
  std::int64_t place = 0;
  for (std::size_t d = 0; d < dims.size(); ++d) {
    const std::int64_t index = at[at.size() - dims.size() + d];
    place = place * dims[d] + (dims[d] == 1 ? 0 : index);
  }
  return static_cast<std::size_t>(place);
}

OnnxValue filled(Dims dims, const std::function<double(const Dims&)>& f) {
  OnnxValue out{std::move(dims), {}, {}};
  for (std::int64_t i = 0; i < volume(out.dims); ++i) out.numbers.push_back(f(indices_of(i, out.dims)));
  return out;
}

struct Evaluator {
  std::map<std::string, OnnxValue> values;
  const onnx::Node* node = nullptr;

  const onnx::Attribute* find(std::string_view name) const {
    for (const onnx::Attribute& a : node->attribute())
      if (a.name() == name) return &a;
    return nullptr;
  }
  std::int64_t whole(std::string_view name, std::int64_t otherwise) const {
    return find(name) ? find(name)->i() : otherwise;
  }
  Dims wholes(std::string_view name) const { return {find(name)->ints().begin(), find(name)->ints().end()}; }
  const OnnxValue& in(int i = 0) const { return values.at(node->input(i)); }

  OnnxValue map(const std::function<double(double)>& f) const {
    OnnxValue out = in();
    for (double& x : out.numbers) x = f(x);
    return out;
  }
  OnnxValue map(const std::function<double(const std::vector<double>&)>& f, int count) const {
    Dims dims;
    for (int k = 0; k < count; ++k) {
      const Dims& own = in(k).dims;
      Dims wider(std::max(own.size(), dims.size()), 1);
      std::copy(dims.begin(), dims.end(), wider.end() - static_cast<std::int64_t>(dims.size()));
      dims = std::move(wider);
      for (std::size_t d = 0; d < own.size(); ++d) {
        std::int64_t& size = dims[dims.size() - own.size() + d];
        EXPECT_TRUE(size == own[d] || size == 1 || own[d] == 1) << node->name();
        size = std::max(size, own[d]);
      }
    }
    return filled(dims, [&](const Dims& at) {
      std::vector<double> operands;
      for (int k = 0; k < count; ++k) operands.push_back(in(k).numbers[place_of(at, in(k).dims)]);
      return f(operands);
    });
  }
  OnnxValue map2(const std::function<double(double, double)>& f) const {
    return map([&](const std::vector<double>& x) { return f(x[0], x[1]); }, 2);
  }

  // start, then f(sum so far, element) along the axes.
  OnnxValue reduce(const Dims& axes, bool keep, bool is_mean) const {
    Dims kept = in().dims;
    std::int64_t count = 1;
    for (const std::int64_t axis : axes) count *= std::exchange(kept[static_cast<std::size_t>(axis)], 1);
    OnnxValue out{kept, std::vector<double>(static_cast<std::size_t>(volume(kept))), {}};
    for (std::int64_t i = 0; i < volume(in().dims); ++i)
      out.numbers[place_of(indices_of(i, in().dims), kept)] +=
          in().numbers[static_cast<std::size_t>(i)] / static_cast<double>(is_mean ? count : 1);
    if (!keep)
      for (auto axis = axes.rbegin(); axis != axes.rend(); ++axis) out.dims.erase(out.dims.begin() + *axis);
    return out;
  }

  OnnxValue matmul(const OnnxValue& a, const OnnxValue& b) const {
    Dims dims = a.dims;
    dims.back() = b.dims.back();
    const std::int64_t inner = a.dims.back();
    EXPECT_EQ(inner, b.dims[b.dims.size() - 2]) << node->name();
    return filled(dims, [&](Dims at) {
      double sum = 0;
      Dims left = at, right = at;
      for (std::int64_t k = 0; k < inner; ++k) {
        left.back() = k;
        right[right.size() - 2] = k;
        sum += a.numbers[place_of(left, a.dims)] * b.numbers[place_of(right, b.dims)];
      }
      return sum;
    });
  }
  static OnnxValue transposed(const OnnxValue& x, const Dims& order) {
    Dims dims;
    for (const std::int64_t axis : order) dims.push_back(x.dims[static_cast<std::size_t>(axis)]);
    return filled(dims, [&](const Dims& at) {
      Dims from(at.size());
      for (std::size_t d = 0; d < at.size(); ++d) from[static_cast<std::size_t>(order[d])] = at[d];
      return x.numbers[place_of(from, x.dims)];
    });
  }
  OnnxValue gemm() const {
    const OnnxValue a = whole("transA", 0) ? transposed(in(0), {1, 0}) : in(0),
                    b = whole("transB", 0) ? transposed(in(1), {1, 0}) : in(1);
    OnnxValue out = matmul(a, b);
    for (std::int64_t i = 0; i < volume(out.dims); ++i)
      out.numbers[static_cast<std::size_t>(i)] += in(2).numbers[place_of(indices_of(i, out.dims), in(2).dims)];
    return out;
  }

  OnnxValue softmax(bool is_log) const {  // opset 9: over all axes from this one on
    EXPECT_EQ(in().dims.size(), 2u);
    EXPECT_EQ(whole("axis", 1), 1);
    return filled(in().dims, [&](Dims at) {
      const double own = in().numbers[place_of(at, in().dims)];
      double most = -INFINITY, sum = 0;
      for (at[1] = 0; at[1] < in().dims[1]; ++at[1]) most = std::max(most, in().numbers[place_of(at, in().dims)]);
      for (at[1] = 0; at[1] < in().dims[1]; ++at[1]) sum += std::exp(in().numbers[place_of(at, in().dims)] - most);
      return is_log ? own - most - std::log(sum) : std::exp(own - most) / sum;
    });
  }

  OnnxValue reshaped() const {
    OnnxValue out = in();
    out.dims.assign(in(1).numbers.begin(), in(1).numbers.end());
    const auto rest = std::ranges::find(out.dims, -1);
    if (rest != out.dims.end()) *rest = 1, *rest = volume(in().dims) / std::max<std::int64_t>(volume(out.dims), 1);
    EXPECT_EQ(volume(out.dims), volume(in().dims)) << node->name();
    return out;
  }
  OnnxValue sliced() const {
    const auto axis = static_cast<std::size_t>(find("axes")->ints(0));
    const std::int64_t start = find("starts")->ints(0);
    Dims dims = in().dims;
    dims[axis] = find("ends")->ints(0) - start;
    return filled(dims, [&](Dims at) {
      at[axis] += start;
      return in().numbers[place_of(at, in().dims)];
    });
  }
  OnnxValue concat() const {
    const auto axis = static_cast<std::size_t>(whole("axis", 0));
    Dims dims = in().dims;
    for (int k = 1; k < node->input_size(); ++k) {
      EXPECT_EQ(in(k).dims.size(), dims.size());
      dims[axis] += in(k).dims[axis];
    }
    return filled(dims, [&](Dims at) {
      int k = 0;
      for (; at[axis] >= in(k).dims[axis]; ++k) at[axis] -= in(k).dims[axis];
      return in(k).numbers[place_of(at, in(k).dims)];
    });
  }
  OnnxValue expanded() const {
    Dims dims(in(1).numbers.begin(), in(1).numbers.end());
    const Dims& own = in().dims;
    for (std::size_t d = 0; d < own.size(); ++d)
      dims[dims.size() - own.size() + d] = std::max(dims[dims.size() - own.size() + d], own[d]);
    return filled(dims, [&](const Dims& at) { return in().numbers[place_of(at, own)]; });
  }
  OnnxValue gathered() const {
    Dims dims = in(1).dims;
    dims.insert(dims.end(), in(0).dims.begin() + 1, in(0).dims.end());
    return filled(dims, [&](const Dims& at) {
      const Dims index(at.begin(), at.begin() + static_cast<std::int64_t>(in(1).dims.size()));
      Dims row{static_cast<std::int64_t>(in(1).numbers[place_of(index, in(1).dims)])};
      row.insert(row.end(), at.begin() + static_cast<std::int64_t>(in(1).dims.size()), at.end());
      return in(0).numbers[place_of(row, in(0).dims)];
    });
  }
  OnnxValue largest_first() const {
    OnnxValue out = in();
    EXPECT_EQ(whole("k", 0), out.dims.back());
    for (auto row = out.numbers.begin(); row != out.numbers.end(); row += out.dims.back())
      std::sort(row, row + out.dims.back(), std::greater<>());
    return out;
  }
  OnnxValue argmax() const {
    Dims dims = in().dims;
    const auto axis = static_cast<std::size_t>(whole("axis", 0));
    const std::int64_t size = std::exchange(dims[axis], 1);
    return filled(dims, [&](Dims at) {
      double most = -INFINITY, best = 0;
      for (at[axis] = 0; at[axis] < size; ++at[axis])
        if (const double x = in().numbers[place_of(at, in().dims)]; x > most)
          most = x, best = static_cast<double>(at[axis]);
      return best;
    });
  }
  OnnxValue encoded() const {
    OnnxValue out{in().dims, {}, {}};
    if (find("keys_int64s")) {
      for (const double x : in().numbers) out.texts.push_back(find("values_strings")->strings(static_cast<int>(x)));
      return out;
    }
    const auto& keys = find("keys_strings")->strings();
    for (const std::string& text : in().texts) {
      const auto place = std::find(keys.begin(), keys.end(), text) - keys.begin();
      out.numbers.push_back(static_cast<double>(
          place < keys.size() ? find("values_floats")->floats(static_cast<int>(place)) : find("default_float")->f()));
    }
    return out;
  }
  OnnxValue clipped() const {
    return map([&](double x) {
      const double low = find("min") ? static_cast<double>(find("min")->f()) : -INFINITY, high = find("max") ? static_cast<double>(find("max")->f()) : INFINITY;
      return std::min(std::max(x, low), high);
    });
  }

  OnnxValue run() {
    static const std::map<std::string, double (*)(double)> of_one = {
        {"Abs", [](double x) { return std::fabs(x); }},
        {"Sign", [](double x) { return static_cast<double>((x > 0) - (x < 0)); }},
        {"Sqrt", [](double x) { return std::sqrt(x); }},
        {"Exp", [](double x) { return std::exp(x); }},
        {"Log", [](double x) { return std::log(x); }},
        {"Relu", [](double x) { return x < 0 ? 0 : x; }},
        {"Tanh", [](double x) { return std::tanh(x); }},
        {"Erf", [](double x) { return std::erf(x); }},
        {"Sigmoid", [](double x) { return 1 / (1 + std::exp(-x)); }},
        {"Softplus", [](double x) { return std::max(x, 0.0) + std::log1p(std::exp(-std::fabs(x))); }},
        {"Reciprocal", [](double x) { return 1 / x; }},
        {"Floor", [](double x) { return std::floor(x); }},
        {"Not", [](double x) { return x == 0 ? 1.0 : 0.0; }},
        {"Neg", [](double x) { return -x; }},
        {"IsNaN", [](double x) { return std::isnan(x) ? 1.0 : 0.0; }},
        {"Identity", [](double x) { return x; }}};
    static const std::map<std::string, double (*)(double, double)> of_two = {
        {"Add", [](double a, double b) { return a + b; }},
        {"Sub", [](double a, double b) { return a - b; }},
        {"Mul", [](double a, double b) { return a * b; }},
        {"Div", [](double a, double b) { return a / b; }},
        {"Max", [](double a, double b) { return a >= b ? a : b; }},
        {"Min", [](double a, double b) { return a <= b ? a : b; }},
        {"Greater", [](double a, double b) { return a > b ? 1.0 : 0.0; }},
        {"Less", [](double a, double b) { return a < b ? 1.0 : 0.0; }},
        {"Or", [](double a, double b) { return a != 0 || b != 0 ? 1.0 : 0.0; }},
        {"Pow", [](double a, double b) { return std::pow(a, b); }}};
    const std::string& op = node->op_type();
    if (const auto one = of_one.find(op); one != of_one.end()) return map(one->second);
    if (const auto two = of_two.find(op); two != of_two.end()) return map2(two->second);
    if (op == "Where") return map([](const std::vector<double>& x) { return x[0] != 0 ? x[1] : x[2]; }, 3);
    if (op == "Cast")
      return whole("to", 0) == onnx::Tensor::BOOL ? map([](double x) { return x != 0 ? 1.0 : 0.0; }) : in();
    if (op == "MatMul") return matmul(in(0), in(1));
    if (op == "Gemm") return gemm();
    if (op == "Transpose") return transposed(in(), wholes("perm"));
    if (op == "Reshape") return reshaped();
    if (op == "Slice") return sliced();
    if (op == "Concat") return concat();
    if (op == "Expand") return expanded();
    if (op == "Gather") return gathered();
    if (op == "TopK") return largest_first();
    if (op == "ArgMax") return argmax();
    if (op == "Softmax" || op == "LogSoftmax") return softmax(op == "LogSoftmax");
    if (op == "ReduceSum" || op == "ReduceMean")
      return reduce(wholes("axes"), whole("keepdims", 1) != 0, op == "ReduceMean");
    if (op == "Clip") return clipped();
    if (op == "LeakyRelu") return map([&](double x) { return x < 0 ? static_cast<double>(find("alpha")->f()) * x : x; });
    if (op == "LabelEncoder") return encoded();
    ADD_FAILURE() << "the evaluator does not know " << op;
    return {};
  }
};

}  // namespace

std::map<std::string, OnnxValue> evaluate_onnx(const onnx::Model& model, std::map<std::string, OnnxValue> inputs) {
  Evaluator evaluator{std::move(inputs), nullptr};
  for (const onnx::Tensor& tensor : model.graph().initializer()) {
    OnnxValue value{{tensor.dims().begin(), tensor.dims().end()}, {}, {}};
    if (tensor.data_type() == onnx::Tensor::INT64) {
      for (const std::int64_t x : whole_numbers_of(tensor)) value.numbers.push_back(static_cast<double>(x));
    } else {
      for (const float x : floats_of(tensor)) value.numbers.push_back(static_cast<double>(x));
    }
    evaluator.values[tensor.name()] = std::move(value);
  }
  for (const onnx::Node& node : model.graph().node()) {
    evaluator.node = &node;
    for (const std::string& input : node.input())
      EXPECT_TRUE(evaluator.values.count(input)) << node.name() << " takes " << input << " before it is made";
    EXPECT_FALSE(evaluator.values.count(node.output(0))) << node.output(0) << " is made twice";
    evaluator.values[node.output(0)] = evaluator.run();
  }
  std::map<std::string, OnnxValue> outputs;
  for (const onnx::ValueInfo& output : model.graph().output())
    outputs[output.name()] = evaluator.values.at(output.name());
  return outputs;
}

}  // namespace nntrain::test
