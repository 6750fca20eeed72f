// A model of a network and weights that another program has trained.
#pragma once
#include "train/model.h"

namespace nntrain {

// Weights are taken by name ("dense/kernel", as Forward::weights has them), in any order. What no file of another program says is
// made up: the columns of a table are numbers (categories' numbers where an Embedding takes them), called x0, x1, … — of several inputs
// input/0, input/1, …; where no output has a loss, one behind a softmax gets "sparse_categorical_crossentropy", one behind a sigmoid
// "binary_crossentropy", others "mse"; a proof is taken of a few rows. `path` is of messages.
// Errors: model_file, where: the path, if the network does not fit the weights, or the shape of an input is not known; what is wrong
// with the network has its JSON pointer in the message.
Model imported_model(Spec spec, std::vector<NamedTensor> weights, const std::string& path);

// Gives each output the loss that imported_model() would, where none has one: a network must have a loss before its weights can be looked for.
// Errors: config.
void complete_losses(Spec& spec);

}  // namespace nntrain
