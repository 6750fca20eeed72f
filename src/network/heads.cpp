// The outputs of a network with what the config says of each: loss, weight of the loss, metrics.
#include <algorithm>

#include "base/text.h"
#include "network/network.h"

namespace nntrain {

namespace {

class HeadBuilder {
 public:
  HeadBuilder(const Spec& spec, const std::vector<GraphOutput>& outputs, Diagnostics& diagnostics)
      : spec_(spec), outputs_(outputs), diagnostics_(diagnostics) {}

  std::vector<Head> build() {
    make_heads();
    return std::move(heads_);
  }

 private:
  const std::string& output_name(std::size_t k) const { return outputs_[k].name; }

  // Reports what does not say a value for each output, or says it of a layer that is none.
  template <class T>
  void check_outputs(const PerOutput<T>& values, const std::string& section, const std::string& what) const {
    std::vector<std::string> names;
    for (std::size_t k = 0; k < outputs_.size(); ++k) names.push_back(output_name(k));
    const std::string outputs = list_of(std::span<const std::string>(names), "and");
    if (const auto* list = values.by_place(); list && list->size() != outputs_.size())
      diagnostics_.error(section,
                         "expected " + what + " for each of " +
                             count_of(static_cast<Index>(outputs_.size()), "output") + "; got " +
                             std::to_string(list->size()),
                         "name them: {" + quoted(names[0]) + ": …}; the outputs are " + outputs);
    if (const auto* keyed = values.by_name())
      for (const auto& [key, value] : keyed->entries)
        if (std::find(names.begin(), names.end(), key) == names.end())
          diagnostics_.add({child_pointer(section, key), "there is no output layer " + quoted(key),
                            "the outputs are " + outputs, true});
  }

  // What is said for the k-th output, and where; null if nothing.
  template <class T>
  const T* said_for(const PerOutput<T>& values, std::size_t k, std::string& pointer) const {
    if (const T* all = values.all()) return all;
    if (const auto* list = values.by_place()) {
      pointer = child_pointer(pointer, k);
      return k < list->size() ? &(*list)[k] : nullptr;
    }
    pointer = child_pointer(pointer, output_name(k));
    return values.by_name()->find(output_name(k));
  }

  static void add_metrics(std::vector<HeadMetric>& metrics, const MetricGroup& group, const std::string& pointer) {
    if (!group) return;
    for (std::size_t m = 0; m < group->values.size(); ++m)
      metrics.push_back({group->values[m], group->values.size() == 1 ? pointer : child_pointer(pointer, m)});
  }

  // A list is all metrics of the only output; of several outputs it has a metric, or a list of them, for each.
  std::vector<HeadMetric> metrics_of(const PerOutput<MetricGroup>& metrics, std::size_t k, std::string pointer) const {
    std::vector<HeadMetric> found;
    if (const auto* list = metrics.by_place(); list && outputs_.size() == 1)
      for (std::size_t i = 0; i < list->size(); ++i) add_metrics(found, (*list)[i], child_pointer(pointer, i));
    else if (const MetricGroup* group = said_for(metrics, k, pointer))
      add_metrics(found, *group, pointer);
    return found;
  }

  void check_heads() const {
    check_outputs(spec_.loss, "/loss", "a loss");
    check_outputs(spec_.loss_weights, "/loss_weights", "a number");
    for (const auto& [metrics, section] :
         {std::pair(&spec_.metrics, "/metrics"), std::pair(&spec_.weighted_metrics, "/weighted_metrics")})
      if (const auto* list = metrics->by_place(); !list || (outputs_.size() > 1 && !list->empty()))
        check_outputs(*metrics, section, "a metric, or a list of them,");
    if (outputs_.size() > 1 && spec_.weights_classes())
      diagnostics_.error("/class_weight",
                         "the network has " + count_of(static_cast<Index>(outputs_.size()), "output") +
                             "; classes are weighted only where there is one",
                         "make a column of weights, and name it: \"data\": {\"sample_weight\": {" +
                             quoted(output_name(0)) + ": \"weight\"}}");
  }

  void make_heads() {
    check_heads();
    for (std::size_t k = 0; k < outputs_.size(); ++k) {
      Head head;
      head.name = output_name(k);
      if (const std::optional<Loss>* loss = said_for(spec_.loss, k, head.loss_pointer)) {
        if (*loss) head.loss = **loss;
      } else if (spec_.loss.by_name()) {
        diagnostics_.error("/loss", "the output " + quoted(output_name(k)) + " has no loss",
                           "add " + quoted(output_name(k)) + ": a loss, or null to learn nothing from it");
      }
      std::string pointer;
      if (const double* weight = said_for(spec_.loss_weights, k, pointer)) head.loss_weight = *weight;
      head.metrics = metrics_of(spec_.metrics, k, "/metrics");
      head.weighted_metrics = metrics_of(spec_.weighted_metrics, k, "/weighted_metrics");
      heads_.push_back(std::move(head));
    }
    if (std::none_of(heads_.begin(), heads_.end(), [](const Head& head) { return bool(head.loss); }))
      diagnostics_.error("/loss", "no output has a loss", "name what is to be made small, such as \"mse\"");
  }

  const Spec& spec_;
  const std::vector<GraphOutput>& outputs_;
  Diagnostics& diagnostics_;
  std::vector<Head> heads_;
};

}  // namespace

std::vector<Head> make_heads(const Spec& spec, const std::vector<GraphOutput>& outputs, Diagnostics& diagnostics) {
  return HeadBuilder(spec, outputs, diagnostics).build();
}

}  // namespace nntrain
