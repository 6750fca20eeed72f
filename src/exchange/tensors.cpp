#include "exchange/tensors.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstring>

#include "base/error.h"
#include "base/text.h"
#include "exchange/imported.h"

namespace nntrain {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 8> names_in_torch{{
    {"kernel", "weight"},
    {"embeddings", "weight"},
    {"gamma", "weight"},
    {"alpha", "weight"},
    {"scale", "weight"},
    {"beta", "bias"},
    {"moving_mean", "running_mean"},
    {"moving_variance", "running_var"},
}};

std::vector<float> transposed(std::span<const float> values, std::size_t rows, std::size_t columns) {
  std::vector<float> out(values.size());
  for (std::size_t i = 0; i < rows; ++i)
    for (std::size_t j = 0; j < columns; ++j) out[j * rows + i] = values[i * columns + j];
  return out;
}

float from_half(std::uint16_t bits) {
  const float sign = bits & 0x8000 ? -1.0f : 1.0f;
  const int exponent = bits >> 10 & 31, fraction = bits & 1023;
  if (exponent == 31) return fraction ? NAN : sign * INFINITY;
  return sign * std::ldexp(static_cast<float>(exponent ? fraction + 1024 : fraction), (exponent ? exponent : 1) - 25);
}

template <class T>
T number_at(const char* at) {
  T value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

struct NumberForm {
  std::string_view type;
  std::size_t bytes;
  float (*read)(const char* at);
};
constexpr std::array<NumberForm, 8> forms{{
    {"float32", 4, [](const char* at) { return number_at<float>(at); }},
    {"float64", 8, [](const char* at) { return static_cast<float>(number_at<double>(at)); }},
    {"float16", 2, [](const char* at) { return from_half(number_at<std::uint16_t>(at)); }},
    {"bfloat16", 2, [](const char* at) { return std::bit_cast<float>(static_cast<std::uint32_t>(number_at<std::uint16_t>(at)) << 16); }},
    {"int64", 8, [](const char* at) { return static_cast<float>(number_at<std::int64_t>(at)); }},
    {"int32", 4, [](const char* at) { return static_cast<float>(number_at<std::int32_t>(at)); }},
    {"uint8", 1, [](const char* at) { return static_cast<float>(number_at<std::uint8_t>(at)); }},
    {"bool", 1, [](const char* at) { return *at ? 1.0f : 0.0f; }},
}};

// What a batch normalisation of PyTorch counts, and nothing here reads.
bool is_counter(const std::string& name) { return name.ends_with("num_batches_tracked"); }

NamedTensor weight_of(const KerasWeight& wanted, std::vector<ForeignTensor>& tensors, const std::string& path) {
  const TorchName torch = torch_name(wanted);
  const auto fail = [&](const std::string& what, const std::string& hint) { throw Error(ErrorKind::model_file, what, path, hint); };
  const std::string needed = quoted(wanted.name) + " of shape " + shape_text(wanted.shape);
  for (const bool is_ours : {true, false}) {
    const auto found = std::ranges::find(tensors, is_ours ? wanted.name : torch.name, &ForeignTensor::name);
    if (found == tensors.end()) continue;
    std::vector<std::int64_t> shape = wanted.shape;
    const bool turn = !is_ours && torch.is_transposed;
    if (turn) std::swap(shape[0], shape[1]);
    if (found->shape != shape) fail("the network needs " + needed + (is_ours ? "" : ", so " + quoted(found->name) + " of shape " + shape_text(shape)) + "; got " + shape_text(found->shape), "is it this network's?");
    NamedTensor weight{wanted.name, wanted.shape, std::move(found->values)};
    if (turn) weight.values = transposed(weight.values, static_cast<std::size_t>(shape[0]), static_cast<std::size_t>(shape[1]));
    tensors.erase(found);
    return weight;
  }
  std::vector<std::string> names;
  for (const ForeignTensor& tensor : tensors) names.push_back(tensor.name);
  fail("the network needs " + needed + "; the file has neither that nor " + quoted(torch.name),
       names.empty() ? "" : "left in it are " + list_of(std::span<const std::string>(names), "and") + "; a layer's \"name\" in the config decides how its weights are called");
  return {};
}

}  // namespace

TorchName torch_name(const KerasWeight& weight) {
  std::string name = weight.name;
  const std::size_t last = name.rfind('/') + 1;
  const bool is_dense_kernel = weight.layer_type == "Dense" && name.substr(last) == "kernel";
  for (const auto& [ours, theirs] : names_in_torch)
    if (name.substr(last) == ours && (ours != "kernel" || is_dense_kernel)) {
      name.replace(last, ours.size(), theirs);
      break;
    }
  std::ranges::replace(name, '/', '.');
  return {name, is_dense_kernel};
}

std::vector<NamedTensor> torch_weights(const Model& model) {
  const PredictionNetwork exported(model);
  const std::vector<KerasWeight> places = keras_layout(exported).weights;
  std::vector<NamedTensor> list;
  for (std::size_t i = 0; i < places.size(); ++i) {
    const TorchName torch = torch_name(places[i]);
    NamedTensor weight = model.weights[i];
    weight.name = torch.name;
    if (torch.is_transposed) {
      weight.values = transposed(weight.values, static_cast<std::size_t>(weight.shape[0]), static_cast<std::size_t>(weight.shape[1]));
      std::swap(weight.shape[0], weight.shape[1]);
    }
    list.push_back(std::move(weight));
  }
  return list;
}

Model model_of_tensors(std::vector<ForeignTensor> tensors, const ImportOptions& options, const std::string& path) {
  std::vector<NamedTensor> weights;
  for (const KerasWeight& wanted : keras_layout(PredictionNetwork(*options.config)).weights) weights.push_back(weight_of(wanted, tensors, path));
  std::erase_if(tensors, [](const ForeignTensor& tensor) { return is_counter(tensor.name); });
  if (!tensors.empty()) throw Error(ErrorKind::model_file, "the network has no use for " + quoted(tensors[0].name) + " of shape " + shape_text(tensors[0].shape), path, "is it this network's?");
  return imported_model(*options.config, std::move(weights), path);
}

Description describe_tensors(const std::vector<ForeignTensor>& tensors) {
  Description out;
  for (const ForeignTensor& tensor : tensors) out.tensors.push_back({tensor.name, tensor.type, tensor.shape});
  return out;
}

std::size_t bytes_of_number(std::string_view type) {
  const auto form = std::ranges::find(forms, type, &NumberForm::type);
  return form == forms.end() ? 0 : form->bytes;
}

std::vector<float> floats_of(std::string_view bytes, std::string_view type) {
  const NumberForm& form = *std::ranges::find(forms, type, &NumberForm::type);
  std::vector<float> values(bytes.size() / form.bytes);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = form.read(bytes.data() + i * form.bytes);
  return values;
}

std::string_view bytes_of(const std::vector<float>& values) { return {reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)}; }

std::uint64_t count_of_shape(std::span<const std::int64_t> shape, std::uint64_t most, const std::string& path) {
  std::uint64_t count = 1;
  for (const std::int64_t axis : shape) {
    if (axis < 0 || (axis > 0 && count > most / static_cast<std::uint64_t>(axis)))
      throw Error(ErrorKind::model_file, "a tensor claims the shape " + shape_text(shape) + ", which is more than the file holds", path, "is the file whole? copy it again");
    count *= static_cast<std::uint64_t>(axis);
  }
  return count;
}

}  // namespace nntrain
