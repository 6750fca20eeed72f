// Other programs' model files: what each of them is called, and what is done with it. One file a format; the list is registry.cpp.
#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/file.h"
#include "network/spec.h"
#include "train/model.h"

namespace nntrain {

struct ExportOptions {
  bool with_preprocessing = false;  // the file takes the columns of a table as they are; else the network's inputs, encoded
};

// Where an export goes: one file, or several that belong together. Unless they are finished, nothing has happened.
class ExportFiles {
 public:
  explicit ExportFiles(std::string path) : path_(std::move(path)) {}

  const std::string& path() const { return path_; }  // what the user named
  // path() without what is behind its last dot, if that is one of a name: "out/model.c" -> "out/model".
  std::string stem() const;
  // A file to be filled by append(). The file's folders are made. Errors: io.
  AtomicFile& add(const std::string& path);
  // All of them appear. Errors: io.
  void finish();

 private:
  std::string path_;
  std::vector<std::unique_ptr<AtomicFile>> files_;
};

// A file that is read, whole in memory. Readers look into `bytes` and trust nothing in it.
struct ForeignFile {
  std::string path;
  std::string bytes;
};

struct ImportOptions {
  std::optional<Spec> config;  // of the network, where the format needs it
};

// What a file holds, for people.
struct Description {
  struct Layer {
    std::string name, type, shape;  // shape: of its output, or empty where the file does not say
  };
  struct Tensor {
    std::string name, type;  // type: of its numbers, "float32"
    std::vector<std::int64_t> shape;
  };
  std::vector<std::pair<std::string, std::string>> facts;  // {"opset", "9"}
  std::vector<Layer> layers;                               // or nodes, in the file's order
  std::vector<Tensor> tensors;                             // the trained numbers
};

struct Format {
  std::string_view name;                       // of --format: "onnx"
  std::string_view title;                      // in messages: "ONNX"
  std::span<const std::string_view> suffixes;  // that a file's name ends in; none: only --format says it
  std::string_view summary;                    // a line of --help: which versions, who opens it

  std::string_view file_in_folder = {};  // what a file is always called: people name the folder that it is in

  bool needs_config = false;  // a file holds nothing but weights, so ImportOptions must say the network

  // Null: it cannot be written. Errors: config, where: a layer, for what the format cannot say (cannot_say()); io.
  void (*write)(const Model&, const ExportOptions&, ExportFiles&) = nullptr;

  // Whether the content is of this format; the path decides only between formats that look the same.
  bool (*recognizes)(const ForeignFile&) = nullptr;
  // Null: it is not read. Errors of both: model_file, where: the path.
  Description (*describe)(const ForeignFile&) = nullptr;
  Model (*read)(const ForeignFile&, const ImportOptions&) = nullptr;  // by imported_model(); precondition: a config where it is needed
  std::string_view unread = "which is written and described here, not imported";  // where read is null: in the message that says so
};

std::span<const Format* const> formats();

// The format that `name` (of --format; empty: none) or else the path's ending means, the longest ending first.
// Errors: usage, which lists what there is.
const Format& format_to_write(std::string_view name, const std::string& path);
// The file that is written where the user names `path`, and the one that is read: in a folder, that of the format's name. Of another: the path.
std::string file_to_write(const Format& format, const std::string& path);
std::string file_to_read(const std::string& path);
// The first that recognizes the content. Errors: model_file, where: the path.
const Format& format_of(const ForeignFile& file);

// For formats that hold a network or its weights alone. Error{config} if the options want more.
void refuse_preprocessing(const Format& format, const ExportOptions& options);

// `what`: "has no layer SpectralNormalization", after the format's title.
[[noreturn]] void cannot_say(const Format& format, const std::string& layer, const std::string& what, const std::string& hint = {});

}  // namespace nntrain
