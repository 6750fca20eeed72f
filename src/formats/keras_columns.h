// Keras' JSON of a model that takes the columns of a table as they stand, each an input of its own that is called like the column: a graph
// of Keras' preprocessing layers and operations before the network, which stands in it as a layer.
//
//   number     InputLayer float32 (N, 1) → NanToNum, Isnan → Normalization, Rescaling, Clip, Log1p, Power, Discretization → CategoryEncoding
//   texts      InputLayer string (N, 1) → StringLookup → Take, of a table of what each text becomes
//   hashing    InputLayer string (N, 1) → Hashing → CategoryEncoding
//   free text  InputLayer string (N, 1) → TextVectorization
//
// A number that is missing is a NaN, a text that is missing is empty; where the table would refuse a cell, the answer is NaN. Targets that
// were treated are answered in the user's unit; such a model is not compiled, since what it was trained on were treated numbers.
#pragma once
#include <string>
#include <vector>

#include "train/prediction_network.h"

namespace nntrain {

struct KerasOfColumns {
  std::string text;                  // Keras' JSON
  std::vector<std::string> classes;  // of its layers, in order; of operations nothing stands in model.weights.h5
  std::string network_class;         // which of them the network is: "Sequential" or "Functional"
  bool is_compiled;
};

// `keras`: what keras_json() made of the network. Error{config}, where: "column day", of what Keras has no layer for.
KerasOfColumns keras_of_columns(const std::string& keras, const Model& model, const PredictionNetwork& network);

}  // namespace nntrain
