// Columns of a table as inputs of a graph, a number or a text each, and answers as people read them. A number that is missing is a NaN, a
// text that is missing is empty; where the table would refuse a cell, the answer is NaN, and its text is empty.
#include <algorithm>
#include <limits>
#include <numeric>

#include "columns/boolean.h"
#include "columns/category.h"
#include "columns/number.h"
#include "exchange/node_writer.h"
#include "train/answers.h"
#include "treatments/clip.h"
#include "treatments/log1p.h"
#include "treatments/min_max.h"
#include "treatments/power.h"
#include "treatments/quantile_bins.h"
#include "treatments/robust.h"
#include "treatments/z_score.h"

namespace nntrain {

namespace {

class ColumnsWriter {
 public:
  ColumnsWriter(const Model& model, NodeWriter& graph, const Format& format) : model_(model), graph_(graph), format_(format) {}

  ColumnInputs write() {
    ColumnInputs out;
    for (const InputColumns& input : model_.columns.inputs) {
      NodeWriter::Values parts;
      for (const Column& column : input.columns) write_column(input, column, parts);
      graph_.enter(input.layer);
      const GraphValue whole = parts.size() == 1 ? parts[0] : graph_.concatenate(parts, 1);
      // A network may swallow a NaN (a relu does in some systems) or stumble over it (an Embedding): it gets a 0, and the answer is replaced.
      const GraphValue is_refused = of("is_nan", {whole}), count = graph_.sum(is_refused, {1}, true);
      out.refused = out.inputs.empty() ? count : of("add", {out.refused, count});
      out.inputs.push_back(graph_.reshape(of("select", {is_refused, graph_.number(0), whole}), per_sample(input.shape)));
    }
    return out;
  }

 private:
  [[noreturn]] void fail(const Column& column, const std::string& what) const {
    cannot_say(format_, "column " + column.name, what, "leave --with-preprocessing out: the file then takes the network's inputs");
  }

  // The input of a column, (N, 1), which several of the network's may take.
  GraphValue cell(const Column& column, bool is_text) {
    for (const Port& port : graph_.inputs())
      if (port.name == column.name) return port.value;
    return graph_.input({.name = column.name, .dims = {1}, .is_text = is_text});
  }

  void write_column(const InputColumns& input, const Column& column, NodeWriter::Values& parts) {
    graph_.enter(column.name);
    if (const auto* number = column.type.as<columns::Number>()) return write_number(*number, column, input, parts);
    const std::optional<Lookup> lookup = lookup_of(input, column, model_.spec.data.missing_values);
    const auto* category = column.type.as<columns::Category>();
    if (!lookup) fail(column, category ? "has no form of the treatment hashing" : "has no form of a column of type " + std::string(column.type.type()));
    const GraphValue text = cell(column, true), x = graph_.look_up(text, *lookup);
    if (input.shares_vocabulary(column)) return parts.push_back(x);
    const auto* boolean = column.type.as<columns::Boolean>();
    const bool has_indicator = boolean ? boolean->gaps.indicator : category->gaps.indicator;
    parts.push_back(boolean ? x : treated(x, category->treatment.values, input.width_of(column) - has_indicator, column));
    if (has_indicator) parts.push_back(graph_.look_up(text, missing_lookup(model_.spec.data.missing_values)));
  }

  void write_number(const columns::Number& number, const Column& column, const InputColumns& input, NodeWriter::Values& parts) {
    GraphValue x = cell(column, false), is_missing;
    if (number.gaps.fills() || number.gaps.indicator) is_missing = of("is_nan", {x});
    if (number.gaps.fills()) x = of("select", {is_missing, graph_.number(*number.gaps.fill), x});
    parts.push_back(treated(x, number.treatment.values, input.width_of(column) - number.gaps.indicator, column));
    if (number.gaps.indicator) parts.push_back(is_missing);
  }

  GraphValue of(std::string_view kind, const NodeWriter::Values& in) { return graph_.elementwise(kind, in); }
  GraphValue plus(const GraphValue& x, double y) { return of("add", {x, graph_.number(y)}); }

  // y, which is made of x; but NaN where x is one: what is refused must be seen behind operations that swallow it.
  GraphValue refused_with(const GraphValue& x, const GraphValue& y) { return of("select", {of("is_nan", {x}), x, y}); }

  // x (N, 1) goes through the treatments and is spread over `width` numbers.
  GraphValue treated(GraphValue x, const std::vector<Treatment>& chain, Index width, const Column& column) {
    for (const Treatment& treatment : chain) x = treated(x, treatment, column);
    const bool is_spread = width > 1 || (!chain.empty() && chain.back().kind().spread);
    return is_spread ? one_hot(x, width) : x;
  }

  GraphValue one_hot(const GraphValue& x, Index width) {
    std::vector<float> numbers(static_cast<std::size_t>(width));
    std::iota(numbers.begin(), numbers.end(), 0.0f);
    return refused_with(x, of("equal", {x, graph_.tensor("places", {width}, numbers)}));
  }

  GraphValue minus(const GraphValue& x, double subtracted) {
    // In two steps: float32 may hold too few digits of it.
    const auto high = static_cast<double>(static_cast<float>(subtracted));
    const GraphValue y = high == 0 ? x : of("sub", {x, graph_.number(high)});
    return subtracted == high ? y : of("sub", {y, graph_.number(subtracted - high)});
  }
  GraphValue over(const GraphValue& x, double divisor) { return divisor == 1 ? x : of("div", {x, graph_.number(divisor)}); }

  GraphValue treated(const GraphValue& x, const Treatment& treatment, const Column& column) {
    if (const auto* t = treatment.as<treatments::ZScore>()) return over(minus(x, *t->mean), *t->std);
    if (const auto* t = treatment.as<treatments::Robust>()) return over(minus(x, *t->center), *t->scale);
    if (const auto* t = treatment.as<treatments::MinMax>()) {
      const double factor = (t->high - t->low) / (*t->max > *t->min ? *t->max - *t->min : 1);
      return minus(of("mul", {minus(x, *t->min), graph_.number(factor)}), -t->low);
    }
    if (const auto* t = treatment.as<treatments::Clip>())
      return refused_with(x, of("minimum", {of("maximum", {x, graph_.number(*t->low)}), graph_.number(*t->high)}));
    if (treatment.as<treatments::Log1p>()) return log1p(x);
    if (const auto* t = treatment.as<treatments::Power>()) return over(minus(refused_with(x, yeo_johnson(x, *t->lambda)), *t->mean), *t->std);
    if (const auto* t = treatment.as<treatments::QuantileBins>()) return refused_with(x, bin(x, t->float_edges()));
    if (treatment.kind().embeds || treatment.kind().spread || treatment.type() == "ordinal") return x;
    fail(column, "has no form of the treatment " + std::string(treatment.type()));
  }

  GraphValue bin(const GraphValue& x, const std::vector<float>& edges) {
    if (edges.empty()) return of("mul", {x, graph_.number(0)});
    return graph_.sum(of("greater_equal", {x, graph_.tensor("edges", {static_cast<Index>(edges.size())}, edges)}), {1}, true);
  }

  GraphValue log1p(const GraphValue& x) { return of("log", {plus(x, 1)}); }

  GraphValue yeo_johnson(const GraphValue& x, double lambda) {
    const auto half = [&](const GraphValue& u, double power) {  // ((u + 1)^power - 1) / power
      if (power == 0) return log1p(u);
      return over(plus(of("pow", {plus(u, 1), graph_.number(power)}), -1), power);
    };
    const GraphValue above = half(of("relu", {x}), lambda), below = half(of("relu", {of("mul", {x, graph_.number(-1)})}), 2 - lambda);
    return of("sub", {above, below});  // the half that does not count is zero
  }

  const Model& model_;
  NodeWriter& graph_;
  const Format& format_;
};

GraphValue in_users_unit(const GraphValue& y, const Undo& undo, NodeWriter& graph) {
  const GraphValue scaled = graph.elementwise("mul", {y, graph.number(undo.scale)});
  const GraphValue moved = graph.elementwise("add", {scaled, graph.number(undo.offset)});
  return undo.exp_minus_one ? graph.elementwise("expm1", {moved}) : moved;
}

// The name of the class that most speaks for; empty where a cell is refused.
GraphValue class_name(const GraphValue& y, const Answer& answer, const GraphValue& refused, NodeWriter& graph) {
  std::vector<std::string> names;
  for (std::size_t c = 0; c < answer.num_classes(); ++c) names.push_back(answer.class_name(c));
  const double middle = answer.scale == Scale::probabilities ? 0.5 : 0;
  const GraphValue place = answer.form == AnswerForm::yes_no ? graph.elementwise("greater", {y, graph.number(middle)}) : graph.argmax_last(y);
  const GraphValue last = graph.number(static_cast<double>(names.size()));
  names.emplace_back();
  return graph.text_at(graph.elementwise("select", {refused, last, place}), names);
}

}  // namespace

ColumnInputs write_columns(const Model& model, NodeWriter& graph, const Format& format) { return ColumnsWriter(model, graph, format).write(); }

std::vector<Port> write_answers(const OpGraph& ops, const NodeWriter::Values& outputs, const GraphValue& refused, NodeWriter& graph) {
  std::vector<Port> ports;
  const std::vector<Port> numbers = output_ports(ops);
  for (std::size_t k = 0; k < outputs.size(); ++k) {
    const Head& head = ops.network().heads()[k];
    const TargetColumns& target = ops.model().columns.targets[k];
    graph.enter(head.name);
    const GraphValue unknown = graph.number(std::numeric_limits<double>::quiet_NaN());
    const Shape column{std::vector<Index>(outputs[k].shape.dims.size(), 1), true};
    const GraphValue y = graph.elementwise("select", {graph.reshape(refused, column), unknown, outputs[k]});
    ports.push_back(numbers[k]);
    ports.back().value = y;
    const std::vector<Answer> answers = answers_of(target, ops.forward().outputs[k].shape().size(), head.loss);
    if (answers.size() != 1 || numbers[k].dims.size() != 1) continue;  // of several columns the numbers are the answer
    const Answer& answer = answers[0];
    const std::string name = target.columns[0].name == head.name ? head.name + "_answer" : target.columns[0].name;
    if (answer.form != AnswerForm::number)
      ports.push_back({.name = name, .dims = {1}, .is_text = true, .value = class_name(outputs[k], answer, refused, graph)});
    else if (answer.undo != Undo{})
      ports.push_back({.name = name, .dims = numbers[k].dims, .value = in_users_unit(y, answer.undo, graph)});
  }
  return ports;
}

}  // namespace nntrain
