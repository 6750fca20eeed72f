// Keras' serialised objects, {"module": ..., "class_name": "Dense", "config": {"units": 3}}, and our components,
// {"type": "Dense", "units": 3}: the same classes and arguments. What differs is stated here.
#pragma once
#include <map>
#include <string>

#include "config/component.h"

namespace nntrain {

// ---- from Keras ----

// Reads Keras' JSON into ours, and remembers what came from where, so that later faults can be told in Keras' text.
class FromKeras {
 public:
  // A value of a parameter that may hold components of `family` (null: none), to stand at `pointer` in our config.
  void value(const Reader& keras, const Family* family, Json& out, const std::string& pointer);

  // A serialised component. Reports a class that is not in the family, and arguments that have no equivalent.
  // False if there is no such class.
  bool component(const Reader& keras, const Family& family, Json& out, const std::string& pointer);

  // Adds what the config says of these parameters to `out`; other keys are reported unless they say nothing or are
  // among `known`. `owner`: whose they are, for messages.
  void arguments(const Reader& config, std::span<const Param> params, void* defaults,
                 std::span<const std::string_view> known, const std::string& owner, Json& out,
                 const std::string& pointer);

  void came_from(const std::string& pointer, const Reader& keras) { places_[pointer] = keras.pointer(); }
  // The place in Keras' text of what stands at `pointer` in our config, or of the nearest around it.
  std::string place_of(std::string pointer) const;

 private:
  // A component with further parameters beside its own.
  void wrapped(const Reader& keras, const Family& family, std::span<const Param> params, Json& out,
               const std::string& pointer);

  void map_of_optimizers_from(const Reader& keras, const Param& param, void* defaults, Json& out,
                              const std::string& pointer);

  std::map<std::string, std::string> places_;
};

// Whether an argument that we do not have means nothing with this value.
bool says_nothing(std::string_view key, const Json& value);

// The argument by which Keras calls the second input of a layer of this type; empty: it is in a list with the first.
std::string_view second_input(std::string_view type);

// Whether Keras' class takes "trainable" in its config.
bool takes_trainable(std::string_view type);

// Of a layer: computes in float32, or holds whole numbers. Reports other types.
void check_dtype(const Reader& layer_config);

// ---- to Keras ----

// A component that a described struct holds; null: none.
Json to_keras(const Json& ours, const Family& family);
// The arguments of a component of this kind.
Json keras_arguments(std::span<const Param> params, const void* self);

// What may be left out of the arguments of a class of Keras with these values. Of a wrapper nothing may.
Json usual_keras_arguments(std::string_view module, std::string_view class_name);

Json keras_object(std::string_view module, std::string_view class_name, Json config);

}  // namespace nntrain
