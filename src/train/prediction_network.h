// A network with its graph for prediction: where all begins that looks into a trained model.
#pragma once
#include "network/network.h"
#include "train/model.h"
#include "train/programs.h"

namespace nntrain {

struct PredictionNetwork {
  Diagnostics diagnostics;
  Network network;
  JobGraphPtr job;

  // Of a model, as its columns have it; and of a config alone, which says the shapes of its inputs. Errors: config, through `diagnostics`.
  explicit PredictionNetwork(const Model& model) : network(model.spec, diagnostics), job(prediction_graph(network, shapes_of(model.columns), diagnostics)) {}
  explicit PredictionNetwork(const Spec& spec) : network(spec, diagnostics), job(prediction_graph(network, shapes_of(network, diagnostics), diagnostics)) {}

  const Forward& forward() const { return job->forward; }
};

}  // namespace nntrain
