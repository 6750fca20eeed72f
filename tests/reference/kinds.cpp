#include "reference/kinds.h"

#include <Eigen/Dense>
#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <stdexcept>

#include "base/random.h"

namespace nntrain::test {

namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

// Calls f(position, linear index) for every element, the last dimension fastest.
template <class F>
void each(const std::vector<Index>& dims, F f) {
  std::vector<Index> at(dims.size(), 0);
  std::size_t linear = 0, size = 1;
  for (const Index d : dims) size *= static_cast<std::size_t>(d);
  for (; linear < size; ++linear) {
    f(at, linear);
    for (std::size_t i = at.size(); i-- > 0;) {
      if (++at[i] < dims[i]) break;
      at[i] = 0;
    }
  }
}
double& element(Array& a, const std::vector<Index>& at) {
  std::size_t linear = 0;
  for (std::size_t i = 0; i < at.size(); ++i) linear = linear * static_cast<std::size_t>(a.dims[i]) + static_cast<std::size_t>(at[i]);
  return a.data[linear];
}
double element(const Array& a, const std::vector<Index>& at) { return element(const_cast<Array&>(a), at); }
std::size_t at(Index i) { return static_cast<std::size_t>(i); }

// ---- elementwise ----
double sigmoid(double x) { return 1 / (1 + std::exp(-x)); }
using Function = std::function<double(double, double, double)>;
const std::map<std::string_view, Function>& functions() {
  static const std::map<std::string_view, Function> table{
      {"add", [](double a, double b, double) { return a + b; }},
      {"sub", [](double a, double b, double) { return a - b; }},
      {"mul", [](double a, double b, double) { return a * b; }},
      {"div", [](double a, double b, double) { return a / b; }},
      {"maximum", [](double a, double b, double) { return std::fmax(a, b); }},
      {"minimum", [](double a, double b, double) { return std::fmin(a, b); }},
      {"stop_gradient", [](double a, double, double) { return a; }},
      {"abs", [](double a, double, double) { return std::fabs(a); }},
      {"sign", [](double a, double, double) { return a == 0 ? 0 : std::copysign(1.0, a); }},
      {"trunc", [](double a, double, double) { return a < 0 ? std::ceil(a) : std::floor(a); }},
      {"square", [](double a, double, double) { return a * a; }},
      {"sqrt", [](double a, double, double) { return std::sqrt(a); }},
      {"rsqrt", [](double a, double, double) { return std::pow(a, -0.5); }},
      {"greater", [](double a, double b, double) { return a > b ? 1.0 : 0.0; }},
      {"greater_equal", [](double a, double b, double) { return a >= b ? 1.0 : 0.0; }},
      {"equal", [](double a, double b, double) { return a == b ? 1.0 : 0.0; }},
      {"select", [](double a, double b, double c) { return a != 0 ? b : c; }},
      {"exp", [](double a, double, double) { return std::exp(a); }},
      {"expm1", [](double a, double, double) { return std::expm1(a); }},
      {"log", [](double a, double, double) { return std::log(a); }},
      {"relu", [](double a, double, double) { return std::fmax(a, 0.0); }},
      {"relu_gradient", [](double y, double dy, double) { return y > 0 ? dy : 0.0; }},
      {"sigmoid", [](double a, double, double) { return sigmoid(a); }},
      {"sigmoid_gradient", [](double y, double dy, double) { return dy * y * (1 - y); }},
      {"tanh", [](double a, double, double) { return std::tanh(a); }},
      {"tanh_gradient", [](double y, double dy, double) { return dy * (1 - y * y); }},
      {"erf", [](double a, double, double) { return std::erf(a); }},
      {"erf_gradient", [](double x, double dy, double) { return dy * 2 / std::sqrt(std::acos(-1.0)) * std::exp(-x * x); }},
      {"softplus", [](double a, double, double) { return a > 30 ? a + std::exp(-a) : std::log1p(std::exp(a)); }},
  };
  return table;
}
double operand(const std::vector<Array>& in, std::size_t i, std::size_t k) {
  return i >= in.size() ? 0.0 : in[i].data.size() == 1 ? in[i].data[0] : in[i].data.at(k);
}
void elementwise(const Function& f, const std::vector<Array>& in, Array& out) {
  for (std::size_t k = 0; k < out.data.size(); ++k) out.data[k] = f(operand(in, 0, k), operand(in, 1, k), operand(in, 2, k));
}
// The hash that kernels/random_words.h documents.
std::uint32_t random_word(const Op& op, std::uint64_t seed, std::size_t element) {
  const auto key = static_cast<std::uint32_t>(((seed ^ (std::uint64_t{op.attributes.stream} << 32)) * 0x9E3779B97F4A7C15u) >> 32);
  std::uint32_t h = (static_cast<std::uint32_t>(element) * 0x9E3779B1u) ^ key;
  h = (h ^ (h >> 16)) * 0x7FEB352Du;
  h = (h ^ (h >> 15)) * 0x846CA68Bu;
  return h ^ (h >> 16);
}
void dropout(const Op& op, const std::vector<Array>& in, std::uint64_t seed, Array& out) {
  const double rate = op.attributes.value;
  for (std::size_t k = 0; k < out.data.size(); ++k)
    out.data[k] = (random_word(op, seed, k) >> 8) < static_cast<std::uint32_t>(rate * 16777216.0) ? 0.0 : operand(in, 0, k) / (1 - rate);
}
void times_normal(const Op& op, const std::vector<Array>& in, std::uint64_t seed, Array& out) {
  for (std::size_t k = 0; k < out.data.size(); ++k)
    out.data[k] = operand(in, 0, k) * normal_quantile((static_cast<double>(random_word(op, seed, k) >> 9) + 0.5) / 8388608);
}

// ---- products ----
void matmul(const Op& op, const std::vector<Array>& in, Array& out) {
  using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const auto size = [](const Array& a) { return a.dims[a.dims.size() - 2] * a.dims.back(); };
  const Index products = static_cast<Index>(out.data.size()) / size(out);
  for (Index p = 0; p < products; ++p) {
    const auto side = [&](const Array& a, bool transpose) {
      const Matrix m = Eigen::Map<const Matrix>(a.data.data() + p * size(a), a.dims[a.dims.size() - 2], a.dims.back());
      return transpose ? Matrix(m.transpose()) : m;
    };
    const Matrix y = side(in[0], op.attributes.transpose_a) * side(in[1], op.attributes.transpose_b);
    std::copy_n(y.data(), y.size(), out.data.data() + p * size(out));
  }
}

// ---- row by row ----
using Row = std::vector<double>;
Row row(const Array& a, Index r) { return {a.data.begin() + r * a.cols(), a.data.begin() + (r + 1) * a.cols()}; }
double sum(const Row& x) {
  double s = 0;
  for (const double v : x) s += v;
  return s;
}
Row softmax(const Row& x) {
  Row y(x.size());
  const double max = *std::max_element(x.begin(), x.end());
  for (std::size_t i = 0; i < x.size(); ++i) y[i] = std::exp(x[i] - max);
  const double total = sum(y);
  for (double& v : y) v /= total;
  return y;
}
// The support of sparsemax in descending order, and its threshold.
std::pair<Row, double> sparse_support(Row x) {
  std::stable_sort(x.begin(), x.end(), std::greater<>());
  Row support;
  double total = 0, sums = 0;
  for (std::size_t j = 0; j < x.size(); ++j) {
    total += x[j];
    if (x[j] <= (total - 1) / static_cast<double>(j + 1)) continue;
    support.push_back(x[j]);
    sums += total;
  }
  return {support, (sums - 1) / static_cast<double>(support.size())};
}
double log_sum_exp(const Row& x) {
  const double max = *std::max_element(x.begin(), x.end());
  double s = 0;
  for (const double v : x) s += std::exp(v - max);
  return max + std::log(s);
}
double picked(const Row& x, double label) { return label >= 0 && label < static_cast<double>(x.size()) ? x[at(static_cast<Index>(label))] : nan_value; }
Row one_hot(double label, std::size_t classes) {
  Row y(classes, label >= 0 && label < static_cast<double>(classes) ? 0.0 : nan_value);
  if (y[0] == 0) y[at(static_cast<Index>(label))] = 1;
  return y;
}

// The outputs of row r from the inputs' rows.
using RowFunction = std::function<std::vector<Row>(const std::vector<Row>&, const Attributes&, std::size_t out_cols)>;
const std::map<std::string_view, RowFunction>& row_functions() {
  using In = const std::vector<Row>&;
  using A = const Attributes&;
  static const std::map<std::string_view, RowFunction> table{
      {"sum_last", [](In x, A, std::size_t) -> std::vector<Row> { return {{sum(x[0])}}; }},
      {"argmax_last",
       [](In x, A, std::size_t) -> std::vector<Row> {
         return {{static_cast<double>(std::max_element(x[0].begin(), x[0].end()) - x[0].begin())}};
       }},
      {"softmax", [](In x, A, std::size_t) -> std::vector<Row> { return {softmax(x[0])}; }},
      {"softmax_gradient",  // dx_i = sum_j dy_j y_j (delta_ij - y_i)
       [](In x, A, std::size_t n) -> std::vector<Row> {
         Row dx(n, 0.0);
         for (std::size_t i = 0; i < n; ++i)
           for (std::size_t j = 0; j < n; ++j) dx[i] += x[1][j] * x[0][j] * ((i == j ? 1 : 0) - x[0][i]);
         return {dx};
       }},
      {"sparsemax",
       [](In x, A, std::size_t n) -> std::vector<Row> {
         Row y(n);
         for (std::size_t i = 0; i < n; ++i) y[i] = std::fmax(x[0][i] - sparse_support(x[0]).second, 0.0);
         return {y};
       }},
      {"sparsemax_gradient",  // inputs: x, dy; the threshold's slope at the m-th of k is (k - m + 1) / k
       [](In x, A, std::size_t n) -> std::vector<Row> {
         const auto [support, threshold] = sparse_support(x[0]);
         const double k = static_cast<double>(support.size());
         Row dx(n);
         double all = 0;
         for (std::size_t i = 0; i < n; ++i)
           if (x[0][i] > threshold) dx[i] = x[1][i], all += x[1][i];
         for (std::size_t i = 0; i < n; ++i)
           if (const auto at = std::find(support.begin(), support.end(), x[0][i]); at != support.end())
             dx[i] -= all * (k - static_cast<double>(at - support.begin())) / k;
         return {dx};
       }},
      {"log_softmax",
       [](In x, A, std::size_t n) -> std::vector<Row> {
         Row y(n);
         for (std::size_t i = 0; i < n; ++i) y[i] = x[0][i] - log_sum_exp(x[0]);
         return {y};
       }},
      {"log_softmax_gradient",
       [](In x, A, std::size_t n) -> std::vector<Row> {
         Row dx(n);
         for (std::size_t i = 0; i < n; ++i) dx[i] = x[1][i] - std::exp(x[0][i]) * sum(x[1]);
         return {dx};
       }},
      {"pick", [](In x, A, std::size_t) -> std::vector<Row> { return {{picked(x[0], x[1][0])}}; }},
      {"one_hot", [](In x, A, std::size_t n) -> std::vector<Row> { return {one_hot(x[0][0], n)}; }},
      {"softmax_cross_entropy",
       [](In x, A, std::size_t) -> std::vector<Row> { return {{log_sum_exp(x[0]) - picked(x[0], x[1][0])}, softmax(x[0])}; }},
      {"softmax_cross_entropy_gradient",  // inputs: softmax, label, dy
       [](In x, A, std::size_t n) -> std::vector<Row> {
         Row dx(n);
         for (std::size_t i = 0; i < n; ++i) dx[i] = (x[0][i] - (static_cast<double>(i) == x[1][0] ? 1 : 0)) * x[2][0];
         return {dx};
       }},
      {"layer_norm",
       [](In x, A a, std::size_t n) -> std::vector<Row> {
         const double mean = sum(x[0]) / static_cast<double>(n);
         Row y(n);
         double variance = 0;
         for (const double v : x[0]) variance += (v - mean) * (v - mean) / static_cast<double>(n);
         const double scale = std::pow(variance + a.value, -0.5);
         for (std::size_t i = 0; i < n; ++i) y[i] = (x[0][i] - mean) * scale;
         return {y, {scale}};
       }},
      {"layer_norm_gradient",  // inputs: y, scale, dy; dx_i = scale sum_j dy_j (delta_ij - 1/n - y_i y_j / n)
       [](In x, A, std::size_t size) -> std::vector<Row> {
         const double n = static_cast<double>(size);
         Row dx(size, 0.0);
         for (std::size_t i = 0; i < size; ++i)
           for (std::size_t j = 0; j < size; ++j) dx[i] += x[1][0] * x[2][j] * ((i == j ? 1 : 0) - 1 / n - x[0][i] * x[0][j] / n);
         return {dx};
       }},
  };
  return table;
}
void row_wise(const RowFunction& f, const Op& op, const std::vector<Array>& in, std::vector<Array>& out) {
  for (Index r = 0; r < out[0].rows(); ++r) {
    std::vector<Row> rows;
    for (const Array& a : in) rows.push_back(row(a, r));
    const std::vector<Row> result = f(rows, op.attributes, at(out[0].cols()));
    for (std::size_t i = 0; i < out.size(); ++i) std::copy(result[i].begin(), result[i].end(), out[i].data.begin() + r * out[i].cols());
  }
}

// ---- the rest ----
void assemble(const Op& op, const std::vector<Array>& in, Array& out) {
  for (std::size_t i = 0; i < in.size(); ++i)
    each(in[i].dims, [&](std::vector<Index> p, std::size_t k) {
      p[at(op.attributes.axis)] += op.attributes.dims[i];
      element(out, p) = in[i].data[k];
    });
}
void embedding(const std::vector<Array>& in, Array& out) {
  for (Index r = 0; r < out.rows(); ++r) {
    const double index = in[1].data[at(r)];
    const bool there = index >= 0 && index < static_cast<double>(in[0].dims[0]);
    for (Index c = 0; c < out.cols(); ++c) out.data[at(r * out.cols() + c)] = there ? in[0].data[at(static_cast<Index>(index) * out.cols() + c)] : nan_value;
  }
}
void embedding_gradient(const std::vector<Array>& in, Array& out) {
  for (std::size_t k = 0; k < in[0].data.size(); ++k)
    if (const double index = in[0].data[k]; index >= 0 && index < static_cast<double>(out.dims[0]))
      for (Index c = 0; c < out.cols(); ++c)
        out.data[at(static_cast<Index>(index) * out.cols() + c)] += in[1].data[k * at(out.cols()) + at(c)];
}
void confusion_counts(const Op& op, const std::vector<Array>& in, Array& out) {
  for (std::size_t r = 0; r < in[0].data.size(); ++r)
    for (Index k = 0; k < out.cols(); ++k) {
      const bool positive = in[0].data[r] > 0.5, called = in[1].data[r] > op.attributes.numbers[at(k)];
      const Index which = called ? (positive ? 0 : 1) : (positive ? 3 : 2);
      out.data[at(which * out.cols() + k)] += in[2].data[r];
    }
}

}  // namespace

Array view_of(const Op& op, const Array& in, const std::vector<Index>& out_dims) {
  Array out{out_dims, {}};
  const std::string_view kind = op.kind->name;
  if (kind == "reshape") {
    out.data = in.data;
    return out;
  }
  each(out_dims, [&](const std::vector<Index>& p, std::size_t) {
    std::vector<Index> from(in.dims.size());
    if (kind == "transpose") {
      for (std::size_t i = 0; i < p.size(); ++i) from[at(op.attributes.dims[i])] = p[i];
    } else if (kind == "slice") {
      from = p;
      from[at(op.attributes.axis)] += op.attributes.begin;
    } else if (kind == "expand") {
      const std::size_t missing = p.size() - from.size();
      for (std::size_t i = 0; i < from.size(); ++i) from[i] = in.dims[i] == 1 ? 0 : p[i + missing];
    } else {
      throw std::logic_error("the plain evaluator knows no view " + std::string(kind));
    }
    out.data.push_back(element(in, from));
  });
  return out;
}

void compute(const Op& op, const std::vector<Array>& in, std::uint64_t seed, std::vector<Array>& out) {
  const std::string_view kind = op.kind->name;
  if (const auto f = functions().find(kind); f != functions().end()) return elementwise(f->second, in, out[0]);
  if (const auto f = row_functions().find(kind); f != row_functions().end()) return row_wise(f->second, op, in, out);
  if (kind == "dropout") return dropout(op, in, seed, out[0]);
  if (kind == "times_normal") return times_normal(op, in, seed, out[0]);
  if (kind == "digitize") {
    for (std::size_t k = 0; k < out[0].data.size(); ++k)
      for (const double bound : op.attributes.numbers) out[0].data[k] += bound <= operand(in, 0, k);
    return;
  }
  if (kind == "numbers") return void(out[0].data = op.attributes.numbers);
  if (kind == "copy") return void(out[0].data = in[0].data);
  if (kind == "assemble") return assemble(op, in, out[0]);
  if (kind == "matmul") return matmul(op, in, out[0]);
  if (kind == "embedding") return embedding(in, out[0]);
  if (kind == "embedding_gradient") return embedding_gradient(in, out[0]);
  if (kind == "confusion_counts") return confusion_counts(op, in, out[0]);
  if (kind == "sum_rows") {
    for (std::size_t i = 0; i < in[0].data.size(); ++i) out[0].data[i % out[0].data.size()] += in[0].data[i];
    return;
  }
  throw std::logic_error("the plain evaluator knows no op " + std::string(kind));
}

void update(const Op& op, std::vector<Array>& in) {
  const std::string_view kind = op.kind->name;
  const std::vector<double>& number = op.attributes.numbers;
  for (std::size_t i = 0; i < in[0].data.size(); ++i) {
    const auto x = [&](std::size_t k) { return operand(in, k, i); };
    double& w = in[0].data[i];
    if (kind == "assign") {
      w = x(1);
    } else if (kind == "accumulate") {  // total + lost is the sum; in double nothing is lost
      w += x(2);
    } else if (kind == "update_sgd") {
      w -= x(2) * x(1);
    } else if (kind == "update_momentum" || kind == "update_nesterov") {
      double& v = in[1].data[i];
      v = number[0] * v - x(3) * x(2);
      w += kind == "update_nesterov" ? number[0] * v - x(3) * x(2) : v;
    } else if (kind == "update_adam") {
      double &m = in[1].data[i], &v = in[2].data[i];
      m = number[0] * m + (1 - number[0]) * x(3);
      v = number[1] * v + (1 - number[1]) * x(3) * x(3);
      w -= x(4) * m / (std::sqrt(v) + number[2]);
    } else if (kind == "update_rmsprop") {
      double& v = in[1].data[i];
      v = number[0] * v + (1 - number[0]) * x(2) * x(2);
      w -= x(3) * x(2) / std::sqrt(v + number[1]);
    } else {
      throw std::logic_error("the plain evaluator knows no update " + std::string(kind));
    }
  }
}

}  // namespace nntrain::test
