#include "property/case_run.h"

#include <bit>
#include <cmath>
#include <cstring>
#include <sstream>

#include "compiler/autodiff.h"
#include "reference/evaluator.h"

namespace nntrain::test {

namespace {

using Same = bool (*)(double expected, double actual, double allowed);

std::string first_difference(const std::string& what, const std::vector<double>& a, const std::vector<double>& b, double tolerance, Same same) {
  std::ostringstream text;
  text.precision(17);
  if (a.size() != b.size()) {
    text << what << " has " << b.size() << " elements, expected " << a.size();
    return text.str();
  }
  double largest = 1e-3;  // what is zero but for rounding is compared with rounding
  for (const double v : a)
    if (std::isfinite(v)) largest = std::max(largest, std::fabs(v));
  for (std::size_t i = 0; i < a.size(); ++i)
    if (!same(a[i], b[i], tolerance * largest)) {
      text << what << "[" << i << "] of " << a.size() << " is " << b[i] << ", expected " << a[i];
      return text.str();
    }
  return {};
}
std::string difference(const Outcome& expected, const Outcome& actual, double tolerance, Same same) {
  if (expected.kept.size() != actual.kept.size()) return "another number of results";
  for (std::size_t i = 0; i < expected.kept.size(); ++i)
    if (auto text = first_difference("result " + std::to_string(i), expected.kept[i], actual.kept[i], tolerance, same); !text.empty()) return text;
  for (const auto& [name, values] : expected.variables)
    if (auto text = first_difference("variable " + name, values, actual.variables.at(name), tolerance, same); !text.empty()) return text;
  return {};
}

// One number of each result's shape, other for each element, so that no two gradients are alike.
Tensor weights_like(Inputs& in, Tensor result) {
  const Shape shape = result.shape();
  return shape.batched ? reshape(in.batched(shape.dims, Draw{-1, 1, 0.5, false, true}), shape) : in.weight(shape.dims, Draw{-1, 1, 0.5, false, true});
}

Outcome run_rows(CaseGraph& built, CompiledGraph& compiled, const std::vector<Index>& rows) {
  const auto set_all = [&](bool nan) {
    const auto values = [&](const std::vector<double>& v) { return nan ? std::vector<double>(v.size(), std::nan("")) : v; };
    std::vector<std::vector<double>> columns;
    for (const auto& c : built.inputs.columns) columns.push_back(values(c));
    compiled.set_columns(columns);
    for (const auto& [name, v] : built.inputs.variables) compiled.set_variable(name, values(v));
  };
  for (const auto& [name, value] : built.inputs.scalars) compiled.set_scalar(name, value);
  for (const bool nan : {true, false}) {
    fill_with_nan(compiled.program());
    set_all(nan);
    compiled.run(rows, 5);
  }
  Outcome outcome;
  for (std::size_t i = 0; i < built.keep.size(); ++i) outcome.kept.push_back(compiled.kept(i, static_cast<Index>(rows.size())));
  outcome.variables = compiled.variables();
  return outcome;
}

}  // namespace

std::string difference(const Outcome& expected, const Outcome& actual) {
  return difference(expected, actual, 0, [](double a, double b, double) {
    return std::bit_cast<std::uint64_t>(a) == std::bit_cast<std::uint64_t>(b) || (std::isnan(a) && std::isnan(b));
  });
}
std::string difference(const Outcome& expected, const Outcome& actual, double tolerance) {
  return difference(expected, actual, tolerance, [](double a, double b, double allowed) {
    return std::fabs(a - b) <= allowed || a == b || (std::isnan(a) && std::isnan(b));
  });
}

std::vector<Index> case_rows(Index batch) {
  std::vector<Index> rows;
  for (Index i = 0; i < batch; ++i) rows.push_back(case_samples(batch) - 2 - i);
  return rows;
}
Index case_samples(Index batch) { return batch + 3; }

CaseGraph::CaseGraph(const OpCase& c, const OpTable& table, bool with_gradients)
    : graph(table), inputs(graph, case_samples(c.batch)), keep(c.build(inputs)), results(keep.size()) {
  if (!with_gradients || !c.gradient) return;
  const std::vector<Tensor> with_respect_to = inputs.differentiable;
  for (std::size_t i = 0; i < results; ++i) {
    const Tensor part = sum_all(keep[i] * weights_like(inputs, keep[i]));
    loss = loss ? loss + part : part;
  }
  const std::vector<Tensor> all = nntrain::gradients(loss, with_respect_to);
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!all[i]) continue;
    keep.push_back(all[i]);
    gradient_of.push_back(i);
  }
}

std::set<std::string_view> CaseGraph::kinds() const {
  std::set<std::string_view> names;
  for (const Op& op : graph.ops) names.insert(op.kind->name);
  return names;
}

void fill_with_nan(const Program& program) {
  const auto memory = arena(program);
  std::memset(memory.data(), 0xFF, memory.size());
}

Outcome run_case(const OpCase& c, const OpTable& table, CompileOptions options, bool with_gradients) {
  CaseGraph built(c, table, with_gradients);
  if (options.max_batch == 0) options.max_batch = c.batch;
  CompiledGraph compiled(built.graph, built.keep, options);
  return run_rows(built, compiled, case_rows(c.batch));
}

Outcome run_samples_alone(const OpCase& c, const OpTable& table) {
  CaseGraph built(c, table, false);
  CompiledGraph compiled(built.graph, built.keep, {.max_batch = 1});
  Outcome joined;
  joined.kept.resize(built.results);
  for (const Index row : case_rows(c.batch)) {
    const Outcome one = run_rows(built, compiled, {row});
    for (std::size_t i = 0; i < built.results; ++i) {
      auto& whole = joined.kept[i];
      if (!built.keep[i].shape().batched) whole.clear();
      whole.insert(whole.end(), one.kept[i].begin(), one.kept[i].end());
    }
  }
  return joined;
}

Outcome evaluate_case(const OpCase& c, const OpTable& table) {
  CaseGraph built(c, table, true);
  Evaluator plain;
  plain.columns = built.inputs.columns;
  plain.variables = built.inputs.variables;
  for (const auto& [name, value] : built.inputs.scalars) plain.scalars[name] = {value};
  plain.rows = case_rows(c.batch);
  plain.seed = 5;
  plain.evaluate(built.graph);
  Outcome outcome;
  for (const Tensor t : built.keep) outcome.kept.push_back(plain.value(t.id).data);
  outcome.variables = plain.variables;
  return outcome;
}

}  // namespace nntrain::test
