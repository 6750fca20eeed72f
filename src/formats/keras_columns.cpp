#include "formats/keras_columns.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <set>

#include "base/error.h"
#include "columns/boolean.h"
#include "columns/category.h"
#include "columns/lookup.h"
#include "columns/number.h"
#include "columns/text.h"
#include "config/json_text.h"
#include "formats/keras_objects.h"
#include "train/answers.h"
#include "treatments/clip.h"
#include "treatments/hashing.h"
#include "treatments/log1p.h"
#include "treatments/min_max.h"
#include "treatments/power.h"
#include "treatments/quantile_bins.h"
#include "treatments/robust.h"
#include "treatments/z_score.h"

namespace nntrain {

namespace {

[[noreturn]] void fail(const Column& column, const std::string& what) {
  throw Error(ErrorKind::config, "Keras " + what, "column " + column.name, "leave --with-preprocessing out: the file then takes the network's inputs");
}

// What a layer gives.
struct Output {
  std::string layer;
  std::vector<Index> shape{1};  // of a sample
  const char* type = "float32";
  int call = 0, place = 0;  // which call of the layer, which of its outputs

  Json history() const { return Json::array({layer, call, place}); }
  Json json() const {
    Json dims = Json::array({nullptr});
    for (const Index size : shape) dims.push_back(size);
    return {{"class_name", "__keras_tensor__"}, {"config", {{"shape", dims}, {"dtype", type}, {"keras_history", history()}}}};
  }
};

// A graph of Keras' that grows layer by layer.
class GraphMaker {
 public:
  Json layers = Json::array();
  std::vector<std::string> classes;

  // "age", or where that is taken "age_1", …
  std::string unique(const std::string& wish) {
    std::string name = wish;
    std::ranges::replace(name, '/', '_');  // what Keras' names must not have
    const std::string stem = name;
    for (int k = 1; !names_.insert(name).second; ++k) name = stem + "_" + std::to_string(k);
    return name;
  }

  Output input(const std::string& column, const char* type) {
    Output out{unique(column), {1}, type};
    const Json config{{"batch_shape", {nullptr, 1}}, {"dtype", type}, {"sparse", false}, {"ragged", false}, {"name", out.layer}, {"optional", false}};
    add(keras_object("keras.layers", "InputLayer", config), out.layer, Json::array());
    return out;
  }

  // A layer of Keras on one output, or on a list of them; its name is wished.
  Output layer(const char* class_name, const std::string& wish, Json config, const Json& given, Output out) {
    out.layer = unique(wish);
    Json whole{{"name", out.layer}, {"dtype", "float32"}};
    whole.update(config);
    add(keras_object("keras.layers", class_name, std::move(whole)), out.layer, call(Json::array({given})));
    return out;
  }

  // An operation: "numpy", "Add" is keras.ops.add.
  Output operation(const char* module, const char* class_name, const std::string& wish, const Json& config, Json arguments, Output out) {
    out.layer = unique(wish);
    Json whole{{"name", out.layer}};
    whole.update(config);
    Json object = keras_object(std::string("keras.src.ops.") + module, class_name, std::move(whole));
    object["registered_name"] = class_name;
    add(std::move(object), out.layer, call(std::move(arguments)));
    return out;
  }

  void model(Json network, const std::string& name, Json given) { add(std::move(network), name, call(Json::array({std::move(given)}))); }

 private:
  static Json call(Json arguments) { return Json::array({Json{{"args", std::move(arguments)}, {"kwargs", Json::object()}}}); }
  void add(Json object, const std::string& name, Json calls) {
    if (!object["module"].get_ref<const std::string&>().starts_with("keras.src.ops")) classes.push_back(object["class_name"]);
    object["name"] = name;
    object["inbound_nodes"] = std::move(calls);
    layers.push_back(std::move(object));
  }

  std::set<std::string> names_;
};

class ColumnsExport {
 public:
  ColumnsExport(const Model& model, const PredictionNetwork& network) : model_(model), network_(network) {}

  KerasOfColumns make(Json inner) {
    const std::string name = inner["config"]["name"];
    const Json compiled = inner["compile_config"];
    inner.erase("compile_config");
    inner.erase("build_config");
    KerasOfColumns out{{}, {}, inner["class_name"], true};
    Json given = Json::array();
    for (const InputColumns& input : model_.columns.inputs) given.push_back(whole_input(input).json());
    const std::string network_name = graph_.unique(name);
    inner["config"]["name"] = network_name;
    graph_.model(std::move(inner), network_name, given.size() == 1 ? given[0] : given);
    Json outputs = Json::array();
    const auto& made = network_.forward().outputs;
    for (std::size_t k = 0; k < made.size(); ++k) {
      const std::vector<Index>& dims = made[k].shape().dims;
      Output output{network_name, {dims.begin() + 1, dims.end()}, "float32", 0, static_cast<int>(k)};
      outputs.push_back(answer(k, output, out).history());
    }
    const bool is_network = outputs.size() == 1 && outputs[0][0] == network_name;
    if (is_network && out.network_class == "Functional") outputs[0][1] = 1;  // so Keras counts the calls of a graph
    Json whole = keras_object("keras.src.models.functional", "Functional",
                              {{"name", name + "_of_columns"}, {"trainable", true}, {"layers", std::move(graph_.layers)}, {"input_layers", std::move(inputs_)}, {"output_layers", std::move(outputs)}});
    whole["registered_name"] = "Functional";
    whole["build_config"] = {{"input_shape", nullptr}};
    whole["compile_config"] = out.is_compiled ? compiled : Json::object();
    out.text = json_text(whole);
    out.classes = std::move(graph_.classes);
    return out;
  }

 private:
  // ---- the network's inputs ----

  Output whole_input(const InputColumns& input) {
    std::vector<Output> parts;
    Json list = Json::array();
    for (const Column& column : input.columns) add_column(input, column, parts);
    Index width = 0;
    for (const Output& part : parts) width += part.shape[0], list.push_back(part.json());
    const std::string name = input.layer.empty() ? "columns" : input.layer + "_columns";
    Output whole = parts.size() == 1 ? parts[0] : graph_.layer("Concatenate", name, {{"axis", -1}}, list, {.shape = {width}});
    if (input.shape.size() != 1) whole = graph_.layer("Reshape", name + "_shaped", {{"target_shape", input.shape}}, whole.json(), {.shape = input.shape});
    if (input.encoding == InputEncoding::index) whole = cast(whole, name + "_whole", "int32");
    return whole;
  }

  // The input of a column, which several of the network's may take.
  Output cell(const Column& column, const char* type) {
    for (const auto& [name, output] : seen_)
      if (name == column.name) return output;
    const Output output = graph_.input(column.name, type);
    inputs_[column.name] = output.history();
    seen_.emplace_back(column.name, output);
    return output;
  }

  void add_column(const InputColumns& input, const Column& column, std::vector<Output>& parts) {
    const Index width = input.width_of(column);
    if (const auto* number = column.type.as<columns::Number>()) return add_number(*number, column, width, parts);
    if (const auto* text = column.type.as<columns::Text>()) return parts.push_back(vectorized(*text, column, width));
    const auto* category = column.type.as<columns::Category>();
    if (category && !category->vocabulary && !input.shares_vocabulary(column)) return parts.push_back(hashed(*category, column, width));
    const std::vector<std::string>& missing = model_.spec.data.missing_values;
    const std::optional<Lookup> lookup = lookup_of(input, column, missing);
    if (!lookup) fail(column, "has no layer for a column of type " + std::string(column.type.type()));
    const auto* boolean = column.type.as<columns::Boolean>();
    if (boolean || input.shares_vocabulary(column)) {
      parts.push_back(looked_up(*lookup, column, "value", 1));
    } else {
      add_category(*category, *lookup, column, width - category->gaps.indicator, parts);
    }
    if (boolean ? boolean->gaps.indicator : category->gaps.indicator) parts.push_back(looked_up(missing_lookup(missing), column, "is_missing", 1));
  }

  void add_number(const columns::Number& number, const Column& column, Index width, std::vector<Output>& parts) {
    const Output x = cell(column, "float32");
    const Output filled = number.gaps.fills() ? nan_to(x, column.name + "_filled", *number.gaps.fill) : x;
    parts.push_back(treated(filled, number.treatment.values, width - number.gaps.indicator, column));
    if (!number.gaps.indicator) return;
    const Output is_missing = graph_.operation("numpy", "Isnan", column.name + "_isnan", Json::object(), Json::array({x.json()}), {.type = "bool"});
    parts.push_back(cast(is_missing, column.name + "_is_missing", "float32"));
  }

  void add_category(const columns::Category& category, const Lookup& lookup, const Column& column, Index width, std::vector<Output>& parts) {
    const std::vector<Treatment>& chain = category.treatment.values;
    const bool only_spreads = chain.empty() || (chain.size() == 1 && (chain[0].kind().spread || chain[0].kind().embeds || chain[0].type() == "ordinal"));
    const bool is_spread = width > 1 || (!chain.empty() && chain.back().kind().spread);
    if (only_spreads && is_spread) return parts.push_back(looked_up(lookup, column, "one_hot", width, true));
    parts.push_back(treated(looked_up(lookup, column, "number", 1), chain, width, column));
  }

  // ---- texts ----

  // What each text becomes: its number, or as a category a row of `width` numbers.
  Output looked_up(const Lookup& lookup, const Column& column, const std::string& what, Index width, bool is_spread = false) {
    std::string other = "[UNK]";  // must not be one of them
    while (std::ranges::find(lookup.texts, other) != lookup.texts.end()) other = "[" + other + "]";
    const Json config{{"vocabulary", lookup.texts}, {"num_oov_indices", 1}, {"oov_token", other}, {"mask_token", nullptr}, {"output_mode", "int"}, {"encoding", "utf-8"}};
    const Output place = graph_.layer("StringLookup", column.name + "_" + what + "_lookup", config, cell(column, "string").json(), {.type = "int64"});
    Json table = Json::array();
    const auto add = [&](float number) {
      if (!is_spread) return table.push_back(float_json(number));
      Json row = Json::array();
      for (Index k = 0; k < width; ++k) row.push_back(std::isnan(number) ? Json() : Json(static_cast<Index>(number) == k ? 1.0 : 0.0));
      table.push_back(std::move(row));
    };
    add(lookup.other);
    for (const float number : lookup.numbers) add(number);
    const Json numbers{{"class_name", "__numpy__"}, {"config", {{"value", std::move(table)}, {"dtype", "float32"}}}};
    const Json axis{{"axis", is_spread ? Json(0) : Json()}};
    const Output taken = graph_.operation("numpy", "Take", column.name + "_" + what, axis, Json::array({numbers, place.json()}), {.shape = is_spread ? std::vector<Index>{1, width} : std::vector<Index>{1}});
    return is_spread ? graph_.layer("Reshape", column.name + "_" + what + "_row", {{"target_shape", {width}}}, taken.json(), {.shape = {width}}) : taken;
  }

  template <class Gaps>
  static void refuse_gaps(const Gaps& gaps, const Column& column, const std::string& what) {
    if (gaps.fills() || gaps.indicator) fail(column, "has no layer that fills or tells missing texts before " + what);
  }

  Output hashed(const columns::Category& category, const Column& column, Index width) {
    refuse_gaps(category.gaps, column, "Hashing");
    const std::vector<Treatment>& chain = category.treatment.values;
    const Json config{{"num_bins", chain[0].as<treatments::Hashing>()->num_bins}, {"output_mode", "int"}, {"dtype", "int64"}};
    const Output bin = graph_.layer("Hashing", column.name + "_hashing", config, cell(column, "string").json(), {.type = "int64"});
    return treated(cast(bin, column.name + "_bin", "float32"), {chain.begin() + 1, chain.end()}, width, column);
  }

  Output vectorized(const columns::Text& text, const Column& column, Index width) {
    refuse_gaps(text.gaps, column, "TextVectorization");
    const auto name = [](const auto& names, auto value) { return std::string(names[static_cast<std::size_t>(value)]); };
    const bool is_int = text.output_mode == TokenMode::as_int;
    const TokenMode mode = text.output_mode == TokenMode::tf_idf ? TokenMode::count : text.output_mode;  // the weights of which are a layer of their own
    Json config{{"max_tokens", nullptr},
                {"standardize", text.standardize == Standardize::none ? Json() : Json(name(enum_names<Standardize>, text.standardize))},
                {"split", name(enum_names<SplitTokens>, text.split)},
                {"ngrams", nullptr},
                {"output_mode", name(enum_names<TokenMode>, mode)},
                {"output_sequence_length", is_int ? Json(*text.output_sequence_length) : Json()},
                {"pad_to_max_tokens", false},
                {"vocabulary", *text.vocabulary},
                {"idf_weights", nullptr},
                {"encoding", "utf-8"}};
    const Output out{.shape = is_int ? std::vector<Index>{width} : std::vector<Index>{1, width}, .type = is_int ? "int64" : "float32"};
    const Output tokens = graph_.layer("TextVectorization", column.name + "_tokens", std::move(config), cell(column, "string").json(), out);
    if (is_int) return cast(tokens, column.name + "_numbers", "float32");
    const Output bag = graph_.layer("Reshape", column.name + "_bag", {{"target_shape", {width}}}, tokens.json(), {.shape = {width}});
    return text.output_mode == TokenMode::tf_idf ? rescaled(bag, column.name + "_tf_idf", *text.idf_weights, 0.0) : bag;
  }

  // ---- numbers ----

  Output cast(const Output& x, const std::string& wish, const char* type) {
    return graph_.operation("core", "Cast", wish, {{"dtype", type}}, Json::array({x.json()}), {.shape = x.shape, .type = type});
  }
  Output nan_to(const Output& x, const std::string& wish, double fill) {
    return graph_.operation("numpy", "NanToNum", wish, {{"nan", fill}, {"posinf", nullptr}, {"neginf", nullptr}}, Json::array({x.json()}), x);
  }
  // Of one output alone, or with a number or another.
  Output by(const char* module, const char* class_name, const std::string& wish, const Output& x, const std::optional<Json>& with = {}) {
    Json arguments = Json::array({x.json()});
    if (with) arguments.push_back(*with);
    return graph_.operation(module, class_name, wish, Json::object(), std::move(arguments), {.shape = x.shape});
  }
  Output rescaled(const Output& x, const std::string& wish, const Json& scale, const Json& offset) {
    return graph_.layer("Rescaling", wish, {{"scale", scale}, {"offset", offset}}, x.json(), {.shape = x.shape});
  }

  // x - subtracted, in float32: what its digits do not hold of it is given back in `rest`.
  Output centered(const Output& x, const std::string& wish, double subtracted, double size, double& rest) {
    constexpr double far = 4;  // so many times as far from zero as it is wide
    const auto high = static_cast<double>(static_cast<float>(subtracted));
    rest = subtracted;
    if (std::fabs(subtracted) <= far * std::fabs(size)) return x;
    rest = subtracted - high;
    return rescaled(x, wish, 1.0, -high);
  }

  Output normalized(const Output& x, const std::string& wish, double mean, double std) {
    double rest = 0;
    const Output y = centered(x, wish + "_centered", mean, std, rest);
    return graph_.layer("Normalization", wish, {{"axis", {-1}}, {"mean", {rest}}, {"variance", {std * std}}, {"invert", false}}, y.json(), {.shape = x.shape});
  }

  Output treated(Output x, const std::vector<Treatment>& chain, Index width, const Column& column) {
    for (const Treatment& treatment : chain) x = treated(x, treatment, column);
    const bool is_spread = width > 1 || (!chain.empty() && chain.back().kind().spread);
    return is_spread ? one_hot(x, width, column.name) : x;
  }

  // NaN gives NaN: an unknown number must not become a row of zeros, which looks like an answer.
  Output one_hot(const Output& x, Index width, const std::string& name) {
    const Output known = cast(nan_to(x, name + "_known", 0), name + "_category", "int32");
    const Output row = graph_.layer("CategoryEncoding", name + "_one_hot", {{"num_tokens", width}, {"output_mode", "one_hot"}}, known.json(), {.shape = {width}});
    return with_nan_of(x, row, name);
  }
  Output with_nan_of(const Output& x, const Output& y, const std::string& name) {
    return by("numpy", "Add", name + "_or_nan", y, by("numpy", "Multiply", name + "_nan", x, 0.0).json());
  }

  Output treated(const Output& x, const Treatment& treatment, const Column& column) {
    const std::string name = column.name + "_" + std::string(treatment.type());
    if (const auto* t = treatment.as<treatments::ZScore>()) return normalized(x, name, *t->mean, *t->std);
    if (const auto* t = treatment.as<treatments::Robust>()) {
      double rest = 0;
      const Output y = centered(x, name + "_centered", *t->center, *t->scale, rest);
      return rescaled(y, name, 1 / *t->scale, -rest / *t->scale);
    }
    if (const auto* t = treatment.as<treatments::MinMax>()) {
      const double range = *t->max > *t->min ? *t->max - *t->min : 1, scale = (t->high - t->low) / range;
      double rest = 0;
      const Output y = centered(x, name + "_centered", *t->min, range, rest);
      return rescaled(y, name, scale, t->low - rest * scale);
    }
    if (const auto* t = treatment.as<treatments::Clip>())
      return graph_.operation("numpy", "Clip", name, {{"x_min", *t->low}, {"x_max", *t->high}}, Json::array({x.json()}), x);
    if (treatment.as<treatments::Log1p>()) return by("numpy", "Log1p", name, x);
    if (const auto* t = treatment.as<treatments::Power>()) return normalized(yeo_johnson(x, *t->lambda, name + "_yeo_johnson"), name, *t->mean, *t->std);
    if (const auto* t = treatment.as<treatments::QuantileBins>()) return binned(x, t->float_edges(), name);
    if (treatment.kind().embeds || treatment.kind().spread || treatment.type() == "ordinal") return x;
    fail(column, "has no layer for the treatment " + std::string(treatment.type()));
  }

  Output binned(const Output& x, const std::vector<float>& edges, const std::string& name) {
    if (edges.empty()) return by("numpy", "Multiply", name, x, 0.0);
    const std::vector<double> boundaries(edges.begin(), edges.end());  // as JSON prints what Keras reads
    const Output bin = graph_.layer("Discretization", name + "_bin", {{"bin_boundaries", boundaries}, {"output_mode", "int"}}, x.json(), {.type = "int32"});
    return with_nan_of(x, cast(bin, name, "float32"), name);
  }

  Output yeo_johnson(const Output& x, double lambda, const std::string& name) {
    const auto half = [&](const Output& u, double power, const std::string& wish) {  // ((u + 1)^power - 1) / power
      if (power == 0) return by("numpy", "Log1p", wish, u);
      return rescaled(by("numpy", "Power", wish + "_power", by("numpy", "Add", wish + "_plus_one", u, 1.0), power), wish, 1 / power, -1 / power);
    };
    const Output above = half(by("nn", "Relu", name + "_relu", x), lambda, name + "_above");
    const Output below = half(by("nn", "Relu", name + "_minus_relu", by("numpy", "Negative", name + "_minus", x)), 2 - lambda, name + "_below");
    return by("numpy", "Subtract", name, above, below.json());  // the half that does not count is zero
  }

  // ---- answers ----

  // Output k of the network under its own name, in the user's unit.
  Output answer(std::size_t k, Output output, KerasOfColumns& out) {
    const Head& head = network_.network.heads()[k];
    const TargetColumns& target = model_.columns.targets[k];
    std::vector<double> scale, offset;
    bool any = false;
    std::size_t exps = 0;
    if (!target.columns.empty()) {
      const Index units = network_.forward().outputs[k].shape().size();
      for (const Answer& each : answers_of(target, units, head.loss)) {
        any = any || each.undo != Undo{};
        exps += each.undo.exp_minus_one ? each.size : 0;
        scale.insert(scale.end(), each.size, each.undo.scale);
        offset.insert(offset.end(), each.size, each.undo.offset);
      }
    }
    const bool all_exp = exps > 0 && exps == scale.size();
    if (exps > 0 && !all_exp) fail(target.columns[0], "cannot undo the treatments of targets of which only some are log1p");
    if (!any) return network_.forward().outputs.size() == 1 ? output : graph_.layer("Identity", head.name, Json::object(), output.json(), {.shape = output.shape});
    out.is_compiled = false;
    if (output.shape.size() != 1) fail(target.columns[0], "cannot undo the treatment of a target that is a sequence");
    const bool one = scale.size() == 1;
    output = rescaled(output, all_exp ? head.name + "_rescaled" : head.name, one ? Json(scale[0]) : Json(scale), one ? Json(offset[0]) : Json(offset));
    return all_exp ? by("numpy", "Expm1", head.name, output) : output;
  }

  const Model& model_;
  const PredictionNetwork& network_;
  GraphMaker graph_;
  Json inputs_ = Json::object();
  std::vector<std::pair<std::string, Output>> seen_;
};

}  // namespace

KerasOfColumns keras_of_columns(const std::string& keras, const Model& model, const PredictionNetwork& network) {
  Diagnostics diagnostics({"", keras, {}});
  Json json;
  parse_json(diagnostics, json);
  return ColumnsExport(model, network).make(std::move(json));
}

}  // namespace nntrain
