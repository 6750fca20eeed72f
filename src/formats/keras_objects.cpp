#include "formats/keras_objects.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/text.h"
#include "config/json_text.h"
#include "network/network.h"

namespace nntrain {

namespace {

// Where Keras keeps the classes of a family.
constexpr std::array<std::pair<std::string_view, std::string_view>, 9> modules{{
    {"layer", "keras.layers"},
    {"activation", "keras.activations"},
    {"initializer", "keras.initializers"},
    {"regularizer", "keras.regularizers"},
    {"constraint", "keras.constraints"},
    {"optimizer", "keras.optimizers"},
    {"schedule", "keras.optimizers.schedules"},
    {"loss", "keras.losses"},
    {"metric", "keras.metrics"},
}};

std::string_view module_of(const Family& family) {
  for (const auto& [name, module] : modules)
    if (name == family.name) return module;
  throw Error{ErrorKind::internal, "no module of Keras for the family " + quoted(family.name)};
}

// What Keras chooses by a string, and has no class for, or another one.
constexpr std::array<std::pair<std::string_view, std::string_view>, 2> only_by_name{{
    {"accuracy", "accuracy"},
    {"Crossentropy", "crossentropy"},
}};

std::string_view name_instead_of_class(std::string_view type) {
  for (const auto& [ours, keras] : only_by_name)
    if (ours == type) return keras;
  return {};
}

// A function has no arguments in Keras' JSON; a layer that does the same, with the same arguments, may stand for one.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> layers_of_activations{{
    {"relu", "ReLU"},
    {"leaky_relu", "LeakyReLU"},
    {"elu", "ELU"},
    {"softmax", "Softmax"},
}};

std::string_view layer_of_activation(std::string_view type) {
  for (const auto& [activation, layer] : layers_of_activations)
    if (activation == type) return layer;
  return {};
}
std::string_view activation_of_layer(std::string_view class_name) {
  for (const auto& [activation, layer] : layers_of_activations)
    if (layer == class_name) return activation;
  return class_name;
}

// The one argument that is an object of a class of its own, which belongs to no family.
constexpr std::string_view map_of_optimizers = "OptimizerMap";

// Arguments that Keras writes whether or not they mean anything, and that mean nothing with this value ("": with any).
struct Idle {
  std::string_view key, value;
};
constexpr std::array idle{Idle{"data_format", "channels_last"}, Idle{"renorm_momentum", "0.99"},
                          Idle{"ema_momentum", "0.99"}, Idle{"input_length", ""}};

// Muon's argument that Keras writes as an empty list where it was given none.
constexpr std::string_view none_as_a_list = "exclude_layers";

// Arguments of ours that Keras' class does not take.
struct NotTaken {
  std::string_view family, type, key;
};
constexpr std::array not_taken{NotTaken{"metric", "BinaryCrossentropy", "axis"}};

// What Keras is told by a method, not by an argument.
bool is_said_by_a_method(std::string_view name) { return name == "exclude_from_weight_decay"; }

// Names of Keras 2.
struct Renamed {
  std::string_view type, key, now;
};
constexpr std::array renamed{Renamed{"LeakyReLU", "alpha", "negative_slope"}};

std::string_view name_now(std::string_view type, std::string_view key) {
  for (const Renamed& r : renamed)
    if (r.type == type && r.key == key) return r.now;
  return key;
}

}  // namespace

bool takes_trainable(std::string_view type) { return type != "SpatialDropout1D" && type != "Discretization"; }

std::string_view second_input(std::string_view type) {
  return type == "Softmax" ? "mask" : type == "CategoryEncoding" ? "count_weights" : "";
}

bool says_nothing(std::string_view key, const Json& value) {
  if (value.is_null() || value == false) return true;
  if (value.is_array()) return std::ranges::all_of(value, [](const Json& item) { return item.is_null(); });
  const std::string text = value.is_string() ? value.get<std::string>() : value.dump();
  return std::ranges::any_of(idle, [&](const Idle& i) { return i.key == key && (i.value.empty() || i.value == text); });
}

namespace {

struct Found {
  const Param* param = nullptr;
  void* member = nullptr;
};
Found find_param(std::span<const Param> params, std::string_view key, void* object) {
  for (const Param& param : params) {
    if (param.is_inlined && !param.field->family)
      if (const Found inside = find_param(param.field->params, key, param.member(object)); inside.param) return inside;
    if (param.is_inlined || (param.name != key && param.other_name != key)) continue;
    return {&param, param.member(object)};
  }
  return {};
}

// Of a described struct that is a component with keys of its own, as a wrapper's "layer": the component's family; else
// null.
const Family* family_inside(const Param& param) {
  for (const Param& inner : param.field->params)
    if (inner.is_inlined && inner.field->family) return inner.field->family;
  return nullptr;
}

bool is_activation(const Family* family) { return family && family->name == "activation"; }

bool is_map_of_optimizers(const Param& param) {
  return !param.is_inlined && !param.field->params.empty() && !family_inside(param);
}

// Whether a dictionary holds serialised components.
bool holds_components(const Reader& keras) {
  return keras.is_object() && !keras.has("class_name") && std::ranges::all_of(keras.members(), [](const auto& member) {
    return member.second.has("class_name");
  });
}

}  // namespace

// ---- from Keras ----

std::string FromKeras::place_of(std::string pointer) const {
  for (;; pointer.erase(std::min(pointer.rfind('/'), pointer.size()))) {
    if (const auto place = places_.find(pointer); place != places_.end()) return place->second;
    if (pointer.empty()) return {};
  }
}

void FromKeras::value(const Reader& keras, const Family* family, Json& out, const std::string& pointer) {
  came_from(pointer, keras);
  if (keras.has("class_name") && keras.member("class_name").is_string()) {
    const std::string& name = keras.member("class_name").string();
    if (name == "__tuple__" && keras.has("items")) return value(keras.member("items"), family, out, pointer);
    if ((name == "__numpy__" || name == "__tensor__") && keras.has("config") && keras.member("config").has("value"))
      return value(keras.member("config").member("value"), nullptr, out, pointer);
    if (name == "function" && family && keras.has("config") && keras.member("config").is_string() &&
        family->find(keras.member("config").string())) {  // one of Keras' own
      out = keras.member("config").json();
      return;
    }
    if (name == "function" || name == "__lambda__") return keras.error("a function in Python has no equivalent here");
    if (family) return static_cast<void>(component(keras, *family, out, pointer));
    return keras.error("Keras' " + name + " has no equivalent here");
  }
  if (family && holds_components(keras)) {
    out = Json::object();
    for (const auto& [key, each] : keras.members()) value(each, family, out[key], child_pointer(pointer, key));
    return;
  }
  if (family && keras.is_object()) return keras.error("a function in Python has no equivalent here");
  if (keras.is_list()) {
    out = Json::array();
    for (std::size_t i = 0; i < keras.size(); ++i)
      value(keras.item(i), family, out.emplace_back(), child_pointer(pointer, i));
  } else if (keras.json().is_number_float()) {
    const double number = keras.number();  // Keras' variables are float32, and written with more digits than they have
    const auto narrow = static_cast<float>(number);
    out = static_cast<double>(narrow) == number ? float_json(narrow) : Json(number);
  } else {
    out = keras.json();
  }
}

bool FromKeras::component(const Reader& keras, const Family& family, Json& out, const std::string& pointer) {
  came_from(pointer, keras);
  const Reader name = keras.member("class_name");
  if (!name.is_string()) return name.expected("the name of a class"), false;
  const bool is_custom = keras.has("registered_name") && keras.member("registered_name").is_string() &&
                         keras.member("registered_name").string().find('>') != std::string::npos;
  const std::string_view layer = is_activation(&family) ? layer_of_activation(activation_of_layer(name.string())) : "";
  const Kind* kind = is_custom ? nullptr : family.find(layer.empty() ? name.string() : activation_of_layer(layer));
  if (!kind || !name_instead_of_class(kind->type).empty()) {
    name.error("Keras' " + std::string(family.name) + " " + quoted(name.string()) + " has no equivalent here");
    return false;
  }
  out = Json{{"type", kind->type}};
  if (!keras.has("config") || !keras.member("config").is_object()) return true;
  constexpr std::array<std::string_view, 2> known{"name", "dtype"};
  constexpr std::array<std::string_view, 6> known_of_layer{
      "name", "dtype", "trainable", "activity_regularizer", "batch_input_shape", "batch_shape"};
  const auto defaults = kind->create();
  const bool is_layer = family.name == "layer" || !layer.empty();
  const auto also = is_layer ? std::span<const std::string_view>(known_of_layer) : known;
  const std::string owner(layer.empty() ? kind->type : layer);
  arguments(keras.member("config"), kind->params, defaults.get(), also, owner, out, pointer);
  return true;
}

void FromKeras::arguments(const Reader& config, std::span<const Param> params, void* defaults,
                          std::span<const std::string_view> known, const std::string& owner, Json& out,
                          const std::string& pointer) {
  for (const auto& [key, keras] : config.members()) {
    if (std::ranges::find(known, key) != known.end()) continue;
    const Found found = find_param(params, name_now(owner, key), defaults);
    if (!found.param) {
      if (!says_nothing(key, keras.json()))
        keras.key_error(quoted(key) + " of Keras' " + owner + " has no equivalent here");
      continue;
    }
    const std::string name(found.param->name);
    Json made, usual;
    if (const Family* inside = family_inside(*found.param))
      wrapped(keras, *inside, found.param->field->params, made, child_pointer(pointer, name));
    else if (is_map_of_optimizers(*found.param))
      map_of_optimizers_from(keras, *found.param, found.member, made, child_pointer(pointer, name));
    else
      value(keras, found.param->field->held, made, child_pointer(pointer, name));
    found.param->field->write(Writer(usual), found.member);
    if (made.is_array() && made.size() == 1 && usual.is_number()) made = Json(made[0]);  // "axis": [-1]
    if (name == none_as_a_list && made == Json::array()) continue;
    if (made == "linear" && usual.is_null() && !found.param->is_required && is_activation(found.param->field->held))
      continue;
    out[name] = std::move(made);
  }
}

void FromKeras::wrapped(const Reader& keras, const Family& family, std::span<const Param> params, Json& out,
                        const std::string& pointer) {
  if (!keras.has("class_name")) return keras.expected("a serialised " + std::string(family.name));
  if (!component(keras, family, out, pointer) || !keras.has("config")) return;
  for (const Param& param : params)
    if (const Reader config = keras.member("config"); !param.is_inlined && config.has(param.name))
      if (const Reader own = config.member(param.name); !own.is_null())
        value(own, param.field->held, out[std::string(param.name)], child_pointer(pointer, param.name));
}

void FromKeras::map_of_optimizers_from(const Reader& keras, const Param& param, void* defaults, Json& out,
                                       const std::string& pointer) {
  const bool is_map = keras.has("class_name") && keras.member("class_name").json() == map_of_optimizers;
  if (!is_map || !keras.has("config")) return keras.error("a function in Python has no equivalent here");
  came_from(pointer, keras);
  out = Json::object();
  arguments(keras.member("config"), param.field->params, defaults, {}, std::string(map_of_optimizers), out, pointer);
}

void check_dtype(const Reader& config) {
  if (!config.has("dtype")) return;
  const Reader dtype = config.member("dtype");
  const Reader name =
      dtype.has("config") && dtype.member("config").has("name") ? dtype.member("config").member("name") : dtype;
  if (name.is_null() || !name.is_string() || name.string() == "float32" ||
      name.string().find("int") != std::string::npos)
    return;
  name.error("layers compute in float32 here; got " + name.shown());
}

// ---- to Keras ----

Json keras_object(std::string_view module, std::string_view class_name, Json config) {
  return {{"module", module}, {"class_name", class_name}, {"config", std::move(config)}, {"registered_name", nullptr}};
}

namespace {

Json arguments_from(const Json& written, std::span<const Param> params);

Json arguments_from(const Kind& kind, const Family& family, const Json& written, const Json& of_default) {
  Json arguments = arguments_from(written, kind.params);
  for (const NotTaken& each : not_taken) {
    if (each.family != family.name || each.type != kind.type) continue;
    const std::string key(each.key);
    if (written.at(key) != of_default.at(key))
      throw Error{ErrorKind::config, "Keras' " + std::string(family.name) + " " + std::string(kind.type) + " takes no " + quoted(key), {}, "leave it out"};
    arguments.erase(key);
  }
  return arguments;
}

Json component_from(const Json& written, const Family& family) {
  const std::string type = written.is_string() ? written.get<std::string>() : written.at("type").get<std::string>();
  const Kind* kind = family.find(type);
  if (!kind) throw Error{ErrorKind::internal, "no " + std::string(family.name) + " " + quoted(type)};
  const auto usual = kind->create();
  Json of_default;
  write_component(Writer(of_default), AnyComponent(*kind, usual));
  const bool is_plain = written.is_string() || written == of_default;
  const std::string_view name = is_activation(&family) ? kind->type : name_instead_of_class(kind->type);
  if (!name.empty()) {
    if (is_plain) return name;
    if (const auto layer = layer_of_activation(kind->type); is_activation(&family) && !layer.empty())
      return keras_object("keras.layers", layer, arguments_from(written, kind->params));
    throw Error{
        ErrorKind::config,
        "Keras has no way to write the " + std::string(family.name) + " " + quoted(kind->type) + " with arguments",
        {},
        is_activation(&family) ? "a layer of its own, where there is one, can be written" : ""};
  }
  return keras_object(module_of(family), kind->type, arguments_from(*kind, family, written.is_string() ? of_default : written, of_default));
}

Json value_from(const Json& written, const Family* family) {
  if (!family || written.is_null() || written.is_number()) return written;
  if (written.is_object() && !written.contains("type")) {
    Json keyed = Json::object();
    for (const auto& [key, each] : written.items()) keyed[key] = value_from(each, family);
    return keyed;
  }
  if (!written.is_array()) return component_from(written, *family);
  Json list = Json::array();
  for (const Json& item : written) list.push_back(value_from(item, family));
  return list;
}

Json wrapped_from(const Json& written, const Family& family, std::span<const Param> params) {
  Json out = component_from(written, family);
  for (const Param& param : params)
    if (!param.is_inlined)
      if (Json own = value_from(written.at(std::string(param.name)), param.field->held); !own.is_null() && own != "")
        out["config"][std::string(param.name)] = std::move(own);
  return out;
}

Json arguments_from(const Json& written, std::span<const Param> params) {
  Json out = Json::object();
  for (const Param& param : params) {
    if (is_said_by_a_method(param.name)) {
      if (const Json& own = written.at(std::string(param.name)); !own.empty())
        throw Error{ErrorKind::config, "Keras' JSON has no place for " + quoted(param.name), {}, "say it in Python"};
      continue;
    }
    if (param.is_inlined)
      out.update(arguments_from(written, param.field->params));
    else if (const Family* inside = family_inside(param))
      out[std::string(param.name)] = wrapped_from(written.at(std::string(param.name)), *inside, param.field->params);
    else if (is_map_of_optimizers(param))
      out[std::string(param.name)] = keras_object("keras.optimizers", map_of_optimizers,
                                                  arguments_from(written.at(std::string(param.name)), param.field->params));
    else
      out[std::string(param.name)] = value_from(written.at(std::string(param.name)), param.field->held);
  }
  return out;
}

}  // namespace

Json to_keras(const Json& ours, const Family& family) { return value_from(ours, &family); }

namespace {

void erase_required(Json& arguments, std::span<const Param> params) {
  for (const Param& param : params) {
    if (param.is_inlined) erase_required(arguments, param.field->params);
    else if (param.is_required) arguments.erase(std::string(param.name));
  }
}

}  // namespace

Json usual_keras_arguments(std::string_view module, std::string_view class_name) {
  static const Family* const families[] = {&family_of<LayerFamily>, &family_of<InitializerFamily>, &family_of<RegularizerFamily>, &family_of<ConstraintFamily>,
                                           &family_of<OptimizerFamily>, &family_of<ScheduleFamily>, &family_of<LossFamily>, &family_of<MetricFamily>};
  const auto family = std::ranges::find_if(families, [&](const Family* each) { return module_of(*each) == module; });
  const Kind* found = family == std::end(families) ? nullptr : (*family)->find(class_name);
  if (!found || found->type != class_name) return Json::object();
  const Kind& kind = *found;
  if (std::ranges::any_of(kind.params, [](const Param& param) { return family_inside(param) != nullptr; })) return Json::object();
  const auto usual = kind.create();
  Json written;
  write_struct(Writer(written), kind.params, usual.get());
  Json arguments = arguments_from(kind, **family, written, written);
  erase_required(arguments, kind.params);
  return arguments;
}

Json keras_arguments(std::span<const Param> params, const void* self) {
  Json written;
  write_struct(Writer(written), params, self);
  return arguments_from(written, params);
}

}  // namespace nntrain
