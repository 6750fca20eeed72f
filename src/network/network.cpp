#include "network/network.h"

#include <algorithm>
#include <map>

#include "base/error.h"
#include "base/text.h"
#include "graph/axes.h"
#include "layers/wrapper.h"

namespace nntrain {

namespace {

// One entry of the config's list while names are resolved; indices are the config's.
struct Draft {
  Node node;
  int depth = 0;       // longest way to an output
  int found = -1;      // when the walk back from the outputs met it
  bool taken = false;  // by another layer
  bool on_the_way = false;  // the walk is among what it takes
};

}  // namespace

class NetworkBuilder {
 public:
  NetworkBuilder(const Spec& spec, Diagnostics& diagnostics, Network& network)
      : spec_(spec), diagnostics_(diagnostics), network_(network) {}

  void build() {
    name_layers();
    find_inputs();
    diagnostics_.throw_if_any();
    find_outputs();
    diagnostics_.throw_if_any();
    order_nodes();
    make_heads();
    diagnostics_.throw_if_any();
  }

 private:
  static std::string pointer(std::size_t i) { return "/layers/" + std::to_string(i); }

  void name_layers() {
    std::map<std::string, int> used;  // automatic names
    for (std::size_t i = 0; i < spec_.layers.size(); ++i) {
      const LayerEntry& entry = spec_.layers[i];
      const auto next = [&](std::string_view type) {
        std::string automatic = snake_case(type);
        const int count = used[automatic]++;
        return count > 0 ? automatic + "_" + std::to_string(count) : automatic;
      };
      std::vector<std::string> inner_names = names_inside(entry.layer, next);  // Keras makes what is inside first
      std::string name = entry.name.empty() ? next(entry.layer.type()) : entry.name;
      if (name.find('/') != std::string::npos)
        diagnostics_.error(pointer(i) + "/name", "expected a name without \"/\"; got " + quoted(name));
      for (const Draft& other : drafts_)
        if (other.node.name == name)
          diagnostics_.error(pointer(i) + (entry.name.empty() ? "" : "/name"), "the name " + quoted(name) + " is taken by another layer",
                             "give each layer a name of its own");
      drafts_.push_back({{std::move(name), entry.layer, {}, -1, pointer(i), std::move(inner_names), entry.trainable, entry.activity_regularizer}});
    }
  }

  int index_of(const std::string& name) const {
    for (std::size_t i = 0; i < drafts_.size(); ++i)
      if (drafts_[i].node.name == name) return static_cast<int>(i);
    return -1;
  }

  void take_data(std::size_t i, std::optional<std::vector<Index>> shape) {
    drafts_[i].node.data_input = network_.num_inputs_++;
    network_.input_shapes_.push_back(std::move(shape));
  }

  void find_inputs() {
    for (std::size_t i = 0; i < spec_.layers.size(); ++i) {
      const LayerEntry& entry = spec_.layers[i];
      const LayerKind& kind = entry.layer.kind();
      Node& node = drafts_[i].node;
      network_.is_chain_ = network_.is_chain_ && entry.inputs.empty();
      if (kind.max_inputs == 0) {
        const std::vector<Index>* shape = entry.layer.call(&LayerKind::data_shape);
        if (!entry.inputs.empty()) diagnostics_.error(node.pointer + "/inputs", "this layer takes data, not another layer's output");
        if (entry.input_shape) diagnostics_.error(node.pointer + "/input_shape", "this layer has a \"shape\" instead");
        take_data(i, shape ? std::optional(*shape) : std::nullopt);
        continue;
      }
      for (std::size_t k = 0; k < entry.inputs.size(); ++k) add_input(i, k);
      if (entry.inputs.empty() && i > 0) add(node, static_cast<int>(i) - 1);
      const bool first = i == 0 && entry.inputs.empty();
      if (first) take_data(i, entry.input_shape);
      else if (entry.input_shape)
        diagnostics_.error(node.pointer + "/input_shape", "only a layer that takes data has an input_shape");
      const int count = first ? 1 : static_cast<int>(std::max<std::size_t>(entry.inputs.size(), 1));
      if (count < kind.min_inputs || count > kind.max_inputs)
        diagnostics_.error(node.pointer + (entry.inputs.empty() ? "" : "/inputs"),
                           std::string(kind.type) + " takes " + (kind.max_inputs == any_number ? "at least " : "") +
                               count_of(kind.min_inputs, "input") + "; got " + std::to_string(count));
    }
  }
  void add(Node& node, int from) {
    node.inputs.push_back(from);
    drafts_[static_cast<std::size_t>(from)].taken = true;
  }
  void add_input(std::size_t i, std::size_t k) {
    const std::string& name = spec_.layers[i].inputs[k];
    const int from = index_of(name);
    if (from >= 0) return add(drafts_[i].node, from);
    std::vector<std::string> names;
    for (const Draft& d : drafts_) names.push_back(d.node.name);
    const std::string near = nearest(name, std::span<const std::string>(names));
    diagnostics_.error(pointer(i) + "/inputs/" + std::to_string(k), "there is no layer " + quoted(name),
                       near.empty() ? "layers are called " + list_of(std::span<const std::string>(names), "and") : "did you mean " + quoted(near) + "?");
  }

  // Walks back from a layer to what it takes, depth first, as Keras does. With a stack of its own: networks may be deep.
  void walk(int start) {
    struct Visit {
      int layer;
      std::size_t next_input;
    };
    std::vector<Visit> stack;
    const auto enter = [&](int i) {
      drafts_[static_cast<std::size_t>(i)].found = met_++;
      drafts_[static_cast<std::size_t>(i)].on_the_way = true;
      stack.push_back({i, 0});
    };
    if (drafts_[static_cast<std::size_t>(start)].found < 0) enter(start);
    while (!stack.empty()) {
      Draft& d = drafts_[static_cast<std::size_t>(stack.back().layer)];
      if (stack.back().next_input == d.node.inputs.size()) {
        d.on_the_way = false;
        finished_.push_back(stack.back().layer);
        stack.pop_back();
        continue;
      }
      const int from = d.node.inputs[stack.back().next_input++];
      const Draft& source = drafts_[static_cast<std::size_t>(from)];
      if (source.on_the_way && diagnostics_.empty())
        diagnostics_.error(source.node.pointer, "layer " + quoted(source.node.name) + " takes its own output, over " +
                                                    (from == stack.back().layer ? "nothing else" : quoted(d.node.name)));
      if (source.found < 0) enter(from);
    }
  }

  // Depth is the longest way to an output.
  void find_outputs() {
    for (std::size_t i = 0; i < drafts_.size(); ++i)
      if (!drafts_[i].taken) {
        outputs_.push_back(static_cast<int>(i));
        walk(static_cast<int>(i));
      }
    for (std::size_t i = 0; i < drafts_.size(); ++i)
      if (drafts_[i].found < 0) walk(static_cast<int>(i));  // only a cycle is not reached
    for (std::size_t k = finished_.size(); k-- > 0;) {        // consumers before producers
      const Draft& d = drafts_[static_cast<std::size_t>(finished_[k])];
      for (const int from : d.node.inputs) {
        int& depth = drafts_[static_cast<std::size_t>(from)].depth;
        depth = std::max(depth, d.depth + 1);
      }
    }
  }

  void order_nodes() {
    std::vector<int> order(drafts_.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<int>(i);
    const auto draft = [&](int i) -> const Draft& { return drafts_[static_cast<std::size_t>(i)]; };
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
      return std::pair(-draft(a).depth, draft(a).found) < std::pair(-draft(b).depth, draft(b).found);
    });
    place_.assign(drafts_.size(), 0);
    for (std::size_t i = 0; i < order.size(); ++i) place_[static_cast<std::size_t>(order[i])] = static_cast<int>(i);
    for (const int i : order) {
      Node node = draft(i).node;
      for (int& from : node.inputs) from = place_[static_cast<std::size_t>(from)];
      network_.nodes_.push_back(std::move(node));
    }
  }

  const std::string& output_name(std::size_t k) const {
    return drafts_[static_cast<std::size_t>(outputs_[k])].node.name;
  }

  // Reports what does not say a value for each output, or says it of a layer that is none.
  template <class T>
  void check_outputs(const PerOutput<T>& values, const std::string& section, const std::string& what) const {
    std::vector<std::string> names;
    for (std::size_t k = 0; k < outputs_.size(); ++k) names.push_back(output_name(k));
    const std::string outputs = list_of(std::span<const std::string>(names), "and");
    if (const auto* list = values.by_place(); list && list->size() != outputs_.size())
      diagnostics_.error(section,
                         "expected " + what + " for each of " + count_of(static_cast<Index>(outputs_.size()), "output") +
                             "; got " + std::to_string(list->size()),
                         "name them: {" + quoted(names[0]) + ": …}; the outputs are " + outputs);
    if (const auto* keyed = values.by_name())
      for (const auto& [key, value] : keyed->entries)
        if (std::find(names.begin(), names.end(), key) == names.end())
          diagnostics_.add({child_pointer(section, key), "there is no output layer " + quoted(key), "the outputs are " + outputs, true});
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
    else if (const MetricGroup* group = said_for(metrics, k, pointer)) add_metrics(found, *group, pointer);
    return found;
  }

  void check_heads() const {
    check_outputs(spec_.loss, "/loss", "a loss");
    check_outputs(spec_.loss_weights, "/loss_weights", "a number");
    for (const auto& [metrics, section] : {std::pair(&spec_.metrics, "/metrics"), std::pair(&spec_.weighted_metrics, "/weighted_metrics")})
      if (const auto* list = metrics->by_place(); !list || (outputs_.size() > 1 && !list->empty()))
        check_outputs(*metrics, section, "a metric, or a list of them,");
    if (outputs_.size() > 1 && !spec_.class_weight.entries.empty())
      diagnostics_.error("/class_weight", "the network has " + count_of(static_cast<Index>(outputs_.size()), "output") +
                                              "; classes are weighted only where there is one",
                         "make a column of weights, and name it: \"data\": {\"sample_weight\": {" + quoted(output_name(0)) +
                             ": \"weight\"}}");
  }

  void make_heads() {
    check_heads();
    for (std::size_t k = 0; k < outputs_.size(); ++k) {
      Head head;
      head.node = place_[static_cast<std::size_t>(outputs_[k])];
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
      network_.heads_.push_back(std::move(head));
    }
    if (std::none_of(network_.heads_.begin(), network_.heads_.end(), [](const Head& head) { return bool(head.loss); }))
      diagnostics_.error("/loss", "no output has a loss", "name what is to be made small, such as \"mse\"");
  }

  const Spec& spec_;
  Diagnostics& diagnostics_;
  Network& network_;
  std::vector<Draft> drafts_;
  std::vector<int> outputs_, finished_, place_;
  int met_ = 0;
};

Network::Network(const Spec& spec, Diagnostics& diagnostics) { NetworkBuilder(spec, diagnostics, *this).build(); }

void Network::replace_layer(const std::string& pointer, const Layer& layer) {
  for (Node& node : nodes_)
    if (node.pointer == pointer) node.layer = layer;
}

bool Network::has_input_layers() const {
  return std::any_of(nodes_.begin(), nodes_.end(), [](const Node& n) { return n.layer.kind().max_inputs == 0; });
}

namespace {

OutputWant output_want(const Head& head, const std::string& layer, const std::vector<Index>* shape) {
  OutputWant want{layer, TargetEncoding::number, head.has_target()};
  switch (head.target_form()) {
    case TargetForm::number:
      break;
    case TargetForm::class_index:
      want.encoding = TargetEncoding::class_index;
      break;
    case TargetForm::one_hot:
      want.encoding = TargetEncoding::one_hot;
      break;
    case TargetForm::chosen:  // yes or no for one unit, else the number of the class or a vector
      want.encoding.reset();
      if (!shape) break;
      want.or_vectors = true;
      want.encoding = shape->empty() || shape->back() == 1 ? TargetEncoding::number : TargetEncoding::class_index;
      break;
  }
  return want;
}

}  // namespace

NetworkWants Network::wants(std::span<const std::vector<Index>> outputs) const {
  NetworkWants wants;
  wants.inputs.resize(static_cast<std::size_t>(num_inputs_));
  // An input holds whole numbers if all layers that take it want them.
  std::vector<bool> all_index(wants.inputs.size(), true);
  const auto consume = [&](int input, const Node& node, bool first) {
    InputWant& want = wants.inputs[static_cast<std::size_t>(input)];
    const Index limit = first ? node.layer.call(&LayerKind::index_limit) : 0;
    if (limit == 0) all_index[static_cast<std::size_t>(input)] = false;
    else want.index_limit = want.index_limit == 0 ? limit : std::min(want.index_limit, limit);
  };
  for (const Node& node : nodes_) {
    if (node.data_input >= 0) {
      InputWant& want = wants.inputs[static_cast<std::size_t>(node.data_input)];
      want.layer = node.name;
      if (const auto& shape = input_shapes_[static_cast<std::size_t>(node.data_input)]) want.shape = *shape;
      if (node.layer.kind().max_inputs > 0) consume(node.data_input, node, true);
    }
    for (std::size_t i = 0; i < node.inputs.size(); ++i)
      if (const Node& source = nodes_[static_cast<std::size_t>(node.inputs[i])]; source.layer.kind().max_inputs == 0)
        consume(source.data_input, node, i == 0);
  }
  for (std::size_t i = 0; i < wants.inputs.size(); ++i) {
    if (all_index[i] && wants.inputs[i].index_limit > 0) wants.inputs[i].encoding = InputEncoding::index;
    else wants.inputs[i].index_limit = 0;
  }
  for (std::size_t k = 0; k < heads_.size(); ++k) {
    const std::vector<Index>* shape = k < outputs.size() ? &outputs[k] : nullptr;
    wants.outputs.push_back(output_want(heads_[k], nodes_[static_cast<std::size_t>(heads_[k].node)].name, shape));
  }
  return wants;
}

std::vector<std::optional<std::vector<Index>>> Network::input_shapes() const { return input_shapes_; }

namespace {

// "; its input (None, 8) is the output of layer "dense" (Dense)"
std::string inputs_text(const std::vector<Node>& nodes, const Node& node, std::span<const Tensor> inputs) {
  std::string text;
  for (std::size_t i = 0; i < inputs.size(); ++i) {
    text += (i == 0 ? "; its input " : ", ") + keras_shape(inputs[i].shape()) + " is ";
    if (node.inputs.empty()) {
      text += "the data";
    } else {
      const Node& from = nodes[static_cast<std::size_t>(node.inputs[i])];
      text += "the output of layer " + quoted(from.name) + " (" + std::string(from.layer.type()) + ")";
    }
  }
  return text;
}

}  // namespace

Forward Network::emit(Graph& graph, bool training, std::span<const Tensor> inputs, Diagnostics& diagnostics) const {
  Builder builder(graph, training);
  Forward forward;
  for (const Node& node : nodes_) {
    std::vector<Tensor> in;
    if (node.data_input >= 0) in.push_back(inputs[static_cast<std::size_t>(node.data_input)]);
    for (const int from : node.inputs) in.push_back(forward.values[static_cast<std::size_t>(from)]);
    builder.enter_layer(node.name, node.trainable, node.inner_names);
    try {
      if (node.layer.call(&LayerKind::must_adapt)) builder.add_learner({node.name, node.pointer, node.layer, in[0]});
      forward.values.push_back(call_layer(node.layer, builder, in));
      if (node.activity_regularizer) builder.add_penalty(*node.activity_regularizer, forward.values.back());
    } catch (const Error& e) {
      if (e.kind != ErrorKind::config) throw;
      diagnostics.error(node.pointer, "layer " + quoted(node.name) + " (" + std::string(node.layer.type()) + "): " + e.message +
                                          inputs_text(nodes_, node, in),
                        e.hint);
      diagnostics.throw_if_any();
    }
  }
  for (const Head& head : heads_) forward.outputs.push_back(forward.values[static_cast<std::size_t>(head.node)]);
  forward.weights = builder.weights();
  forward.losses = builder.losses();
  forward.learners = builder.learners();
  for (const Tensor output : forward.outputs) forward.masks.push_back(builder.mask_of(output));
  forward.lost_masks = builder.lost_masks();
  return forward;
}

}  // namespace nntrain
