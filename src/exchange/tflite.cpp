// TensorFlow Lite (LiteRT): a graph and its numbers in one file, for telephones and microcontrollers. Byte 4 begins "TFL3"; the rest is a
// flatbuffer (tflite.fbs).
#include <algorithm>

#include "base/error.h"
#include "exchange/tflite_nodes.h"

namespace nntrain {

extern const Format tflite_format;

namespace {

void write(const Model& model, const ExportOptions& options, ExportFiles& files) {
  const OpGraph ops(model);
  TfliteNodes nodes;
  const std::vector<Port> outputs = write_model(ops, options, nodes, tflite_format);
  std::string description;
  for (const Port& port : nodes.inputs())
    if (!port.columns.empty()) description += (description.empty() ? "" : "; ") + port.name + ": " + port.columns;
  files.add(files.path()).append(nodes.finish(outputs, description));
}

// ---- reading ----

bool recognizes(const ForeignFile& file) { return file.bytes.size() > 8 && file.bytes.compare(4, 4, tflite::ModelIdentifier()) == 0; }

// Every place in the file that is looked at has been checked.
const tflite::Model& model_of(const ForeignFile& file) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(file.bytes.data());
  flatbuffers::Verifier verifier(bytes, file.bytes.size());
  if (!tflite::VerifyModelBuffer(verifier)) throw Error(ErrorKind::model_file, "the file is no whole TensorFlow Lite model", file.path);
  return *tflite::GetModel(bytes);
}

// The element of a list that a file may lack, or have too few of; else null.
template <class T>
const T* element(const flatbuffers::Vector<flatbuffers::Offset<T>>* list, std::int64_t i) {
  return list && i >= 0 && i < static_cast<std::int64_t>(list->size()) ? list->Get(static_cast<flatbuffers::uoffset_t>(i)) : nullptr;
}
template <class T>
flatbuffers::uoffset_t size_of(const T* list) {
  return list ? list->size() : 0;
}

std::string type_name(tflite::TensorType type) {
  std::string name = tflite::EnumNameTensorType(type);  // "FLOAT32"
  for (char& c : name)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return name.empty() ? "another type" : name;
}

class Describer {
 public:
  explicit Describer(const ForeignFile& file) : file_(file), model_(model_of(file)), budget_(4 * file.bytes.size()) {}

  Description describe() {
    out_.facts.emplace_back("schema version", std::to_string(model_.version()));
    if (size_of(model_.description()) > 0) out_.facts.emplace_back("description", text_of(model_.description()));
    for (std::int64_t i = 0; i < size_of(model_.signature_defs()); ++i) {
      const tflite::SignatureDef& signature = *element(model_.signature_defs(), i);
      out_.facts.emplace_back("signature", text_of(signature.signature_key()));
      if (const tflite::SubGraph* graph = element(model_.subgraphs(), signature.subgraph_index())) {
        describe_arguments("input ", signature.inputs(), *graph);
        describe_arguments("output ", signature.outputs(), *graph);
      }
    }
    for (std::int64_t i = 0; i < size_of(model_.subgraphs()); ++i) describe_graph(*element(model_.subgraphs(), i));
    return std::move(out_);
  }

 private:
  // To be asked before so much is kept: a small file must not fill the memory by giving one text or shape to everybody.
  void spend(std::size_t bytes) {
    if (bytes > budget_) throw Error(ErrorKind::model_file, "the file names the same things again and again, more than it can hold", file_.path);
    budget_ -= bytes;
  }
  std::string text_of(const flatbuffers::String* text) {
    spend(16 + size_of(text));
    return text ? text->str() : std::string();
  }
  std::vector<std::int64_t> dims_of(const tflite::Tensor& tensor) {
    const auto* dims = tensor.shape_signature() ? tensor.shape_signature() : tensor.shape();
    spend(16 + 4 * std::size_t{size_of(dims)});
    return dims ? std::vector<std::int64_t>(dims->begin(), dims->end()) : std::vector<std::int64_t>();
  }
  // "(N, 4)"
  std::string shape_text(const tflite::Tensor* tensor) {
    if (!tensor) return "";
    std::string out;
    for (const std::int64_t size : dims_of(*tensor)) out += (out.empty() ? "" : ", ") + (size < 0 ? "N" : std::to_string(size));
    return '(' + out + ')';
  }
  std::string operation_name(const tflite::OperatorCode* code) {
    if (!code) return "?";
    if (size_of(code->custom_code()) > 0) return text_of(code->custom_code());
    const auto operation = std::max<int>(code->operation(), code->old_operation());
    const std::string name = tflite::EnumNameOperation(static_cast<tflite::Operation>(operation));
    return name.empty() ? "operation " + std::to_string(operation) : name;
  }

  void describe_arguments(const char* what, const flatbuffers::Vector<flatbuffers::Offset<tflite::TensorMap>>* list, const tflite::SubGraph& graph) {
    for (std::int64_t i = 0; i < size_of(list); ++i) {
      const tflite::Tensor* tensor = element(graph.tensors(), element(list, i)->tensor_index());
      out_.facts.emplace_back(what + text_of(element(list, i)->name()), (tensor ? type_name(tensor->type()) + " " : "") + shape_text(tensor));
    }
  }

  void describe_graph(const tflite::SubGraph& graph) {
    for (std::int64_t i = 0; i < size_of(graph.operators()); ++i) {
      const tflite::Operator& each = *element(graph.operators(), i);
      const tflite::Tensor* made = size_of(each.outputs()) > 0 ? element(graph.tensors(), each.outputs()->Get(0)) : nullptr;
      const std::string name = text_of(made ? made->name() : nullptr);
      out_.layers.push_back({name, operation_name(element(model_.operator_codes(), each.opcode_index())), shape_text(made)});
    }
    for (std::int64_t i = 0; i < size_of(graph.tensors()); ++i) {
      const tflite::Tensor& tensor = *element(graph.tensors(), i);
      const tflite::Buffer* buffer = element(model_.buffers(), tensor.buffer());
      if (!buffer || size_of(buffer->data()) == 0 || size_of(tensor.shape()) == 0) continue;  // not known before, or one number of a formula
      if (tensor.type() == tflite::TensorType_INT32 || tensor.type() == tflite::TensorType_INT64 || tensor.type() == tflite::TensorType_STRING) continue;  // sizes, places, vocabularies
      const std::string name = text_of(tensor.name());
      out_.tensors.push_back({name, type_name(tensor.type()), dims_of(tensor)});
    }
  }

  const ForeignFile& file_;
  const tflite::Model& model_;
  std::size_t budget_;  // bytes
  Description out_;
};

Description describe(const ForeignFile& file) { return Describer(file).describe(); }

constexpr std::string_view suffixes[] = {".tflite"};

}  // namespace

const Format tflite_format{.name = "tflite",
                           .title = "TensorFlow Lite",
                           .suffixes = suffixes,
                           .summary = "LiteRT on telephones and microcontrollers; OpenVINO",
                           .write = write,
                           .recognizes = recognizes,
                           .describe = describe};

}  // namespace nntrain
