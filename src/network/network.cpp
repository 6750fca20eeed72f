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

  template <class T>
  void check_keys(const Keyed<T>& values, const std::string& section) const {
    std::vector<std::string> names;
    for (const int o : outputs_) names.push_back(drafts_[static_cast<std::size_t>(o)].node.name);
    for (const auto& [key, value] : values.entries)
      if (std::find(names.begin(), names.end(), key) == names.end()) {
        Diagnostic d{child_pointer(section, key), "there is no output layer " + quoted(key),
                     "the outputs are " + list_of(std::span<const std::string>(names), "and"), true};
        diagnostics_.add(std::move(d));
      }
  }

  using Metrics = decltype(Spec::metrics);
  void check_metric_keys(const Metrics& metrics, const std::string& section) const {
    if (const auto* keyed = std::get_if<1>(&metrics)) check_keys(*keyed, section);
  }
  // Those of one output; `pointer` is that of the section, and becomes the list's.
  static std::vector<MetricEntry> metrics_of(const Metrics& metrics, const std::string& output, std::string& pointer) {
    if (const auto* all = std::get_if<0>(&metrics)) return *all;
    pointer = child_pointer(pointer, output);
    const auto* own = std::get<1>(metrics).find(output);
    return own ? *own : std::vector<MetricEntry>{};
  }

  void make_heads() {
    const auto* losses = std::get_if<Keyed<Loss>>(&spec_.loss);
    if (losses) check_keys(*losses, "/loss");
    check_metric_keys(spec_.metrics, "/metrics");
    check_metric_keys(spec_.weighted_metrics, "/weighted_metrics");
    check_keys(spec_.loss_weights, "/loss_weights");
    if (outputs_.size() > 1 && !spec_.class_weight.entries.empty())
      diagnostics_.error("/class_weight", "the network has " + count_of(static_cast<Index>(outputs_.size()), "output") +
                                              "; classes are weighted only where there is one",
                         "make a column of weights, and name it: \"data\": {\"sample_weight\": {\"" +
                             drafts_[static_cast<std::size_t>(outputs_[0])].node.name + "\": \"weight\"}}");
    for (const int o : outputs_) {
      const std::string& name = drafts_[static_cast<std::size_t>(o)].node.name;
      Head head;
      head.node = place_[static_cast<std::size_t>(o)];
      if (losses) head.loss_pointer = child_pointer("/loss", name);
      if (!losses) head.loss = std::get<Loss>(spec_.loss);
      else if (const Loss* own = losses->find(name)) head.loss = *own;
      else diagnostics_.error("/loss", "the output " + quoted(name) + " has no loss", "add " + quoted(name) + ": a loss");
      if (const double* weight = spec_.loss_weights.find(name)) head.loss_weight = *weight;
      head.metrics = metrics_of(spec_.metrics, name, head.metrics_pointer);
      head.weighted_metrics = metrics_of(spec_.weighted_metrics, name, head.weighted_metrics_pointer);
      network_.heads_.push_back(std::move(head));
    }
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

NetworkWants Network::wants() const {
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
  for (const Head& head : heads_) {
    const TargetForm form = head.loss.call(&LossKind::target_form);
    wants.outputs.push_back({nodes_[static_cast<std::size_t>(head.node)].name,
                             form == TargetForm::class_index ? TargetEncoding::class_index
                             : form == TargetForm::one_hot   ? TargetEncoding::one_hot
                                                             : TargetEncoding::number});
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
