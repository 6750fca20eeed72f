// The model file, one JSON document:
//
//   {"format": "nntrain-model", "version": 2,
//    "note":    why it is not finished, only where the run was stopped
//    "config":  the config with every default filled in,
//    "columns": {"missing", "inputs": [{"layer", "encoding", "shape", "columns", ...}], "targets": [...]},
//    "weights": [{"name": "dense/kernel", "shape": [2, 1], "values": [[1.996118], [3.0239758]]}, ...],
//    "history": {"loss": [value of each epoch], ...},
//    "optimizer": {"steps", "learning_rate", "slots": as "weights"}: where fit was asked for its state
//    "test":    {"loss": value, ...}: on the rows that the split kept for it, where there were some
//    "proof":   {"inputs": [rows of each input], "outputs": [rows of each output]}}
//
// Numbers of weights, history and proof are float32 in the shortest decimal form that reads back to the same bits; NaN
// and infinities are null, which reads back as NaN. No time of day and no path is stored.
#pragma once
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "train/model.h"

namespace nntrain {

// The document, ending in a newline. Equal models give equal bytes.
std::string model_text(const Model& model);

// For a file of another format that keeps weights itself: the document without those, and without the optimizer's state.
std::string model_rest_text(const Model& model, const std::function<bool(const std::string& weight)>& is_kept);

// The "weights" of the document alone, as a JSON list ending in a newline.
std::string weights_text(std::span<const NamedTensor> weights);

// Errors, of kind model_file with the place in the file: not a whole, consistent model of a known version. `file` names
// it in messages. Weights are not yet held against the network.
Model parse_model(std::string text, const std::string& file);

// The same, and held against its network: it must give the outputs it was saved with (check_proof in train/predict.h).
Model read_model(std::string text, const std::string& file);

// The weights of a model file's text, or of such a list alone, as weights_text() writes it. Errors: model_file.
std::vector<NamedTensor> read_weights(std::string text, const std::string& file);

// Whether the text is meant to be a model file: for commands that take a config or a model.
bool is_model_text(std::string_view text);

}  // namespace nntrain
