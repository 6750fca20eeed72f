#include "exchange/caffe_net.h"

#include <algorithm>

#include "containers/hdf5.h"

namespace nntrain::caffe {

namespace {

// As protobuf's text format has it: in double quotes, bytes that are no plain letters as octal numbers.
std::string text_literal(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\')
      out += {'\\', c};
    else if (byte < 0x20 || byte == 0x7f)
      out += {'\\', static_cast<char>('0' + byte / 64), static_cast<char>('0' + byte / 8 % 8), static_cast<char>('0' + byte % 8)};
    else
      out += c;
  }
  return out + '"';
}

void fill(Blob& blob, const Array& array) {
  for (const std::int64_t size : array.shape) blob.mutable_shape()->add_dim(size);
  blob.mutable_data()->Add(array.values.begin(), array.values.end());
}

}  // namespace

std::string NetWriter::unique(std::string wish) {
  std::ranges::replace(wish, '/', '_');
  std::string name = wish;
  while (used_[name]++ > 0) name = wish + "_" + std::to_string(used_[wish] - 1);
  return name;
}

std::string NetWriter::input(const std::string& name, const std::vector<std::int64_t>& dims) {
  std::string shape = "shape { dim: 1";
  for (const std::int64_t size : dims) shape += " dim: " + std::to_string(size);
  Layer& layer = *net_.add_layer();
  layer.set_name(unique(name));
  layer.set_type("Input");
  layer.add_top(layer.name());
  parameters_.push_back({"input_param", shape + " }"});
  return layer.name();
}

std::string NetWriter::layer(std::string_view type, const std::vector<std::string>& bottoms, const Parameters& parameters, std::span<const Array> blobs) {
  Layer& layer = *net_.add_layer();
  layer.set_name(unique(scope_ + "_" + std::string(type)));
  layer.set_type(std::string(type));
  for (const std::string& bottom : bottoms) {
    layer.add_bottom(bottom);
    ++takers_[bottom];
  }
  layer.add_top(layer.name());
  for (const Array& array : blobs) fill(*layer.add_blobs(), array);
  parameters_.push_back(parameters);
  return layer.top(0);
}

std::string NetWriter::add_top(std::string_view name) {
  Layer& layer = *net_.mutable_layer(net_.layer_size() - 1);
  layer.add_top(unique(scope_ + "_" + std::string(name)));
  return layer.top(layer.top_size() - 1);
}

bool NetWriter::add_bias_to_scale(const std::string& blob, const Array& bias) {
  Layer& last = *net_.mutable_layer(net_.layer_size() - 1);
  if (last.type() != "Scale" || last.top(0) != blob || last.blobs_size() != 1 || !std::ranges::equal(last.blobs(0).shape().dim(), bias.shape)) return false;
  fill(*last.add_blobs(), bias);
  parameters_.back().name = "scale_param";
  parameters_.back().add("bias_term", "true");
  return true;
}

void NetWriter::silence(const std::vector<std::string>& blobs) {
  layer("Silence", blobs);
  net_.mutable_layer(net_.layer_size() - 1)->clear_top();
}

void NetWriter::output(const std::string& blob, const std::string& name) {
  Layer* maker = nullptr;
  for (Layer& layer : *net_.mutable_layer())
    if (layer.type() != "Input" && layer.top_size() > 0 && layer.top(0) == blob) maker = &layer;
  if (!maker || takers_[blob] > 0) {  // an input, another output, or what is taken further
    layer("Power", {blob});
    maker = net_.mutable_layer(net_.layer_size() - 1);
  }
  maker->set_name(unique(name));
  maker->set_top(0, maker->name());
  ++takers_[maker->top(0)];
}

std::string NetWriter::prototxt() const {
  std::string out = "name: " + text_literal(net_.name()) + '\n';
  for (int i = 0; i < net_.layer_size(); ++i) {
    const Layer& layer = net_.layer(i);
    out += "layer {\n  name: " + text_literal(layer.name()) + "\n  type: " + text_literal(layer.type()) + '\n';
    for (const std::string& bottom : layer.bottom()) out += "  bottom: " + text_literal(bottom) + '\n';
    for (const std::string& top : layer.top()) out += "  top: " + text_literal(top) + '\n';
    const Parameters& parameters = parameters_[static_cast<std::size_t>(i)];
    if (!parameters.fields.empty()) {
      out += "  " + std::string(parameters.name) + " {\n";
      std::string_view rest = parameters.fields;
      while (!rest.empty()) {
        const std::string_view line = rest.substr(0, rest.find('\n'));
        ((out += "    ") += line) += '\n';
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
      }
      out += "  }\n";
    }
    out += "}\n";
  }
  return out;
}

std::string NetWriter::caffemodel_h5() const {
  return write_hdf5([&](Hdf5Writer& file) {
    for (const Layer& layer : net_.layer()) {
      const std::string group = "data/" + layer.name();
      file.group(group);
      for (int k = 0; k < layer.blobs_size(); ++k) {
        const Blob& blob = layer.blobs(k);
        const std::vector<std::int64_t> shape(blob.shape().dim().begin(), blob.shape().dim().end());
        file.dataset(group + "/" + std::to_string(k), shape, std::span(blob.data().data(), static_cast<std::size_t>(blob.data_size())));
      }
    }
  });
}

}  // namespace nntrain::caffe
