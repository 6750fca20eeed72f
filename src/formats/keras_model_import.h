// The layers of a model in Keras' JSON, as the "layers" of a config.
#pragma once
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "formats/keras_objects.h"

namespace nntrain {

// What was made of a model: its entries, and how others name its outputs.
struct KerasModelParts {
  std::vector<Json> layers;
  std::vector<std::string> outputs;       // "outputs"; empty where they are those that nobody takes
  std::vector<std::string> output_names;  // of all
};

class KerasModelImport {
 public:
  KerasModelImport(FromKeras& from, std::vector<std::string>& warnings) : from_(from), warnings_(warnings) {}

  // The model that `keras` serialises; its layers will stand at pointer + "/layers".
  KerasModelParts model(const Reader& keras, const std::string& pointer, bool is_root);

  static bool is_model(const Reader& keras);  // of a class that has layers
  static bool is_sequential(const Reader& keras);
  static std::string name_of(const Reader& keras);

 private:
  struct Draft;
  struct TensorOf;
  using Drafts = std::vector<Draft>;

  bool layer(const Reader& keras, Json& entry, std::vector<std::string>& outputs, const std::string& pointer);
  void input_layer(const Reader& config, Json& entry, const std::string& pointer);
  bool is_known_module(const Reader& keras);
  bool sample_shape(const Reader& config, Json& out);

  void sequential(const Reader& config, const std::string& pointer, bool is_root, KerasModelParts& parts);
  void functional(const Reader& config, const std::string& pointer, KerasModelParts& parts);
  Drafts read_drafts(const Reader& layers, const Reader& output_layers);
  void place(Drafts& drafts, const Reader& input_layers);
  void connect(Drafts& drafts, Draft& draft, std::size_t node, Json& entry, const std::string& pointer);
  std::vector<TensorOf> taken_by(const Drafts& drafts, const Draft& draft, std::size_t node);
  void tensors(const Reader& value, std::vector<TensorOf>& out);
  std::string reference(Drafts& drafts, const TensorOf& tensor, const Reader& at);
  void name_outputs(Drafts& drafts, const Reader& output_layers, KerasModelParts& parts);

  FromKeras& from_;
  std::vector<std::string>& warnings_;
};

}  // namespace nntrain
