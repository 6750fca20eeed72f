// A config: read, named, and emitted as the graphs of training and prediction.
#include "config/config.h"
#include "target.h"
#include "train/programs.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nntrain;
  return fuzz::expect_clean_errors(data, size, [](std::string text) {
    Diagnostics diagnostics({"config.json", std::move(text), {}});
    const Spec spec = read_config<Spec>(diagnostics);
    diagnostics.throw_if_any();
    const Network network(spec, diagnostics);
    DataShapes shapes;
    for (const GraphInput& input : network.graph().inputs()) shapes.inputs.push_back(input.shape.value_or(std::vector<Index>{3}));
    const JobGraphPtr prediction = prediction_graph(network, shapes, diagnostics);
    for (std::size_t k = 0; k < network.heads().size(); ++k) {
      const TargetForm form = network.heads()[k].target_form();
      shapes.target_widths.push_back(form == TargetForm::class_index ? 1 : prediction->forward.outputs[k].shape().size());
    }
    training_graph(spec, network, shapes, diagnostics);
    config_text(spec);
  });
}
