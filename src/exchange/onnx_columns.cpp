// Columns of a table as inputs of an ONNX graph, a number or a text each, and answers as people read them. A number
// that is missing is a NaN, a text that is missing is empty; where the table would refuse a cell, the answer is NaN.
#include <algorithm>
#include <cmath>
#include <limits>

#include "columns/boolean.h"
#include "columns/category.h"
#include "columns/lookup.h"
#include "columns/number.h"
#include "exchange/onnx_graph.h"
#include "train/answers.h"
#include "treatments/clip.h"
#include "treatments/log1p.h"
#include "treatments/min_max.h"
#include "treatments/power.h"
#include "treatments/quantile_bins.h"
#include "treatments/robust.h"
#include "treatments/z_score.h"

namespace nntrain::onnx_export {

namespace {

constexpr std::string_view ml = "ai.onnx.ml";
constexpr std::int64_t as_float = onnx::Tensor::FLOAT;

class ColumnsWriter {
 public:
  ColumnsWriter(const Model& model, GraphWriter& graph, const Format& format)
      : model_(model), graph_(graph), format_(format) {}

  std::vector<std::string> write() {
    std::vector<std::string> names;
    for (const InputColumns& input : model_.columns.inputs) {
      std::vector<std::string> parts;
      for (const Column& column : input.columns) write_column(input, column, parts);
      graph_.enter(input.layer);
      std::string whole = parts.size() == 1 ? parts[0] : graph_.node("Concat", parts, {{"axis", std::int64_t{1}}});
      if (input.shape.size() != 1) {
        std::vector<Index> dims{-1};
        dims.insert(dims.end(), input.shape.begin(), input.shape.end());
        whole = graph_.node("Reshape", {whole, graph_.whole_numbers(dims)});
      }
      names.push_back(whole);
    }
    return names;
  }

 private:
  [[noreturn]] void fail(const Column& column, const std::string& what) const {
    cannot_say(format_, "column " + column.name, what,
               "leave --with-preprocessing out: the file then takes the network's inputs");
  }

  // The input of a column, (N, 1).
  std::string cell(const Column& column, bool is_text) {
    if (std::ranges::find(seen_, column.name) == seen_.end()) {
      graph_.input(column.name, is_text ? onnx::Tensor::STRING : onnx::Tensor::FLOAT, {1}, {});
      seen_.push_back(column.name);
    }
    return column.name;
  }

  void write_column(const InputColumns& input, const Column& column, std::vector<std::string>& parts) {
    graph_.enter(column.name);
    if (const auto* number = column.type.as<columns::Number>()) return write_number(*number, column, input, parts);
    const std::optional<Lookup> lookup = lookup_of(input, column, model_.spec.data.missing_values);
    const auto* category = column.type.as<columns::Category>();
    if (!lookup) fail(column, category ? "has no form of the treatment hashing" : "has no form of a column of type " + std::string(column.type.type()));
    const std::string x = looked_up(cell(column, true), *lookup);
    if (input.shares_vocabulary(column)) return parts.push_back(x);
    const auto* boolean = column.type.as<columns::Boolean>();
    const bool has_indicator = boolean ? boolean->gaps.indicator : category->gaps.indicator;
    parts.push_back(boolean ? x : treated(x, category->treatment.values, input.width_of(column) - has_indicator, column));
    if (has_indicator) parts.push_back(looked_up(column.name, missing_lookup(model_.spec.data.missing_values)));
  }

  std::string looked_up(const std::string& cell, const Lookup& lookup) {
    return graph_.node("LabelEncoder", {cell},
                       {{"keys_strings", lookup.texts}, {"values_floats", lookup.numbers}, {"default_float", lookup.other}}, ml);
  }

  void write_number(const columns::Number& number, const Column& column, const InputColumns& input,
                    std::vector<std::string>& parts) {
    std::string x = cell(column, false);
    std::string is_missing;
    if (number.gaps.fills() || number.gaps.indicator) is_missing = graph_.node("IsNaN", {x});
    if (number.gaps.fills()) x = graph_.node("Where", {is_missing, graph_.number(*number.gaps.fill), x});
    parts.push_back(treated(x, number.treatment.values, input.width_of(column) - number.gaps.indicator, column));
    if (number.gaps.indicator) parts.push_back(graph_.node("Cast", {is_missing}, {{"to", as_float}}));
  }

  // x (N, 1) goes through the treatments and is spread over `width` numbers.
  std::string treated(std::string x, const std::vector<Treatment>& chain, Index width, const Column& column) {
    for (const Treatment& treatment : chain) x = treated(x, treatment, column);
    const bool is_spread = width > 1 || (!chain.empty() && chain.back().kind().spread);
    return is_spread ? one_hot(x, width) : x;
  }

  // NaN gives NaN: an unknown text must not become a row of zeros, which looks like an answer.
  std::string one_hot(const std::string& x, Index width) {
    std::vector<float> numbers(static_cast<std::size_t>(width));
    for (std::size_t k = 0; k < numbers.size(); ++k) numbers[k] = static_cast<float>(k);
    const std::string places = graph_.tensor("places", {1, width}, numbers);
    const std::string differs =
        graph_.node("Or", {graph_.node("Greater", {x, places}), graph_.node("Less", {x, places})});
    const std::string ones = graph_.node("Cast", {graph_.node("Not", {differs})}, {{"to", as_float}});
    return graph_.node("Add", {ones, graph_.node("Mul", {x, graph_.number(0)})});
  }

  std::string minus(const std::string& x, double subtracted) {
    // In two steps: float32 may hold too few digits of it.
    const auto high = static_cast<double>(static_cast<float>(subtracted));
    const std::string y = high == 0 ? x : graph_.node("Sub", {x, graph_.number(high)});
    return subtracted == high ? y : graph_.node("Sub", {y, graph_.number(subtracted - high)});
  }
  std::string over(const std::string& x, double divisor) {
    return divisor == 1 ? x : graph_.node("Div", {x, graph_.number(divisor)});
  }

  std::string treated(const std::string& x, const Treatment& treatment, const Column& column) {
    if (const auto* t = treatment.as<treatments::ZScore>()) return over(minus(x, *t->mean), *t->std);
    if (const auto* t = treatment.as<treatments::Robust>()) return over(minus(x, *t->center), *t->scale);
    if (const auto* t = treatment.as<treatments::MinMax>()) {
      const std::string scaled = graph_.node(
          "Mul", {minus(x, *t->min), graph_.number((t->high - t->low) / (*t->max > *t->min ? *t->max - *t->min : 1))});
      return minus(scaled, -t->low);
    }
    if (const auto* t = treatment.as<treatments::Clip>())
      return graph_.node("Clip", {x}, {{"max", static_cast<float>(*t->high)}, {"min", static_cast<float>(*t->low)}});
    if (treatment.as<treatments::Log1p>()) return log1p(x);
    if (const auto* t = treatment.as<treatments::Power>())
      return over(minus(yeo_johnson(x, *t->lambda), *t->mean), *t->std);
    if (const auto* t = treatment.as<treatments::QuantileBins>()) {
      if (t->edges->empty()) return graph_.node("Mul", {x, graph_.number(0)});
      std::vector<float> edges;  // x >= edge, for x that are floats
      for (const double edge : *t->edges) {
        const auto nearest = static_cast<float>(edge);
        edges.push_back(static_cast<double>(nearest) < edge
                            ? std::nextafter(nearest, std::numeric_limits<float>::infinity())
                            : nearest);
      }
      const std::string above = graph_.node(
          "Not", {graph_.node("Less", {x, graph_.tensor("edges", {1, static_cast<Index>(edges.size())}, edges)})});
      const std::string bin = graph_.node("ReduceSum", {graph_.node("Cast", {above}, {{"to", as_float}})},
                                          {{"axes", std::vector<Index>{1}}, {"keepdims", std::int64_t{1}}});
      return graph_.node("Add", {bin, graph_.node("Mul", {x, graph_.number(0)})});  // NaN stays NaN
    }
    if (treatment.kind().embeds || treatment.kind().spread || treatment.type() == "ordinal") return x;
    fail(column, "has no form of the treatment " + std::string(treatment.type()));
  }

  std::string log1p(const std::string& x) { return graph_.node("Log", {graph_.node("Add", {x, graph_.number(1)})}); }

  std::string yeo_johnson(const std::string& x, double lambda) {
    const auto half = [&](const std::string& u, double power) {  // ((u + 1)^power - 1) / power
      if (power == 0) return log1p(u);
      const std::string raised = graph_.node("Pow", {graph_.node("Add", {u, graph_.number(1)}), graph_.number(power)});
      return over(graph_.node("Sub", {raised, graph_.number(1)}), power);
    };
    const std::string above = half(graph_.node("Relu", {x}), lambda),
                      below = half(graph_.node("Relu", {graph_.node("Neg", {x})}), 2 - lambda);
    return graph_.node("Sub", {above, below});  // the half that does not count is zero
  }

  const Model& model_;
  GraphWriter& graph_;
  const Format& format_;
  std::vector<std::string> seen_;
};

}  // namespace

std::vector<std::string> write_columns(const Model& model, GraphWriter& graph, const Format& format) {
  return ColumnsWriter(model, graph, format).write();
}

void write_answers(const OpGraph& ops, std::span<const std::string> outputs, GraphWriter& graph) {
  for (std::size_t k = 0; k < outputs.size(); ++k) {
    const Head& head = ops.network().heads()[k];
    const std::vector<Index> dims(ops.forward().outputs[k].shape().dims.begin() + 1,
                                  ops.forward().outputs[k].shape().dims.end());
    graph.enter(head.name);
    graph.rename(outputs[k], head.name);
    graph.output(head.name, onnx::Tensor::FLOAT, dims);
    const TargetColumns& target = ops.model().columns.targets[k];
    const std::vector<Answer> answers = answers_of(target, ops.forward().outputs[k].shape().size(), head.loss);
    if (answers.size() != 1 || dims.size() != 1) continue;  // of several columns the numbers are the answer
    const Answer& answer = answers[0];
    const std::string name = target.columns[0].name == head.name ? head.name + "_answer" : target.columns[0].name;
    if (answer.form == AnswerForm::number) {
      if (answer.undo == Undo{}) continue;
      std::string y = graph.node(
          "Add", {graph.node("Mul", {head.name, graph.number(answer.undo.scale)}), graph.number(answer.undo.offset)});
      if (answer.undo.exp_minus_one) y = graph.node("Sub", {graph.node("Exp", {y}), graph.number(1)});
      graph.rename(y, name);
      graph.output(name, onnx::Tensor::FLOAT, dims);
      continue;
    }
    std::vector<std::string> texts;
    std::vector<std::int64_t> numbers;
    for (std::size_t c = 0; c < answer.num_classes(); ++c)
      texts.push_back(answer.class_name(c)), numbers.push_back(static_cast<std::int64_t>(c));
    std::string place;
    if (answer.form == AnswerForm::classes) {
      place = graph.node("ArgMax", {head.name}, {{"axis", std::int64_t{1}}, {"keepdims", std::int64_t{1}}});
    } else {
      const double middle = answer.scale == Scale::probabilities ? 0.5 : 0;
      place = graph.node("Cast", {graph.node("Greater", {head.name, graph.number(middle)})},
                         {{"to", std::int64_t{onnx::Tensor::INT64}}});
    }
    graph.rename(
        graph.node("LabelEncoder", {place},
                   {{"keys_int64s", numbers}, {"values_strings", texts}, {"default_string", std::string()}}, ml),
        name);
    graph.output(name, onnx::Tensor::STRING, {1});
  }
}

}  // namespace nntrain::onnx_export
