#include "exchange/format.h"

#include <filesystem>

#include "base/error.h"
#include "base/text.h"

namespace nntrain {

std::string ExportFiles::stem() const { return std::filesystem::path(path_).replace_extension().string(); }

AtomicFile& ExportFiles::add(const std::string& path) {
  make_folders_of(path);
  return *files_.emplace_back(std::make_unique<AtomicFile>(path));
}

void ExportFiles::finish() {
  for (const auto& file : files_) file->finish();
}

const Format& format_to_write(std::string_view name, const std::string& path) {
  std::vector<std::string_view> names, suffixes;
  const Format* best = nullptr;
  std::size_t longest = 0;
  std::string hint = "or say --format";
  for (const Format* format : formats()) {
    if (!format->write) continue;
    if (!name.empty() && format->name == name) return *format;
    names.push_back(format->name);
    std::filesystem::path named(path);
    const std::filesystem::path file(format->file_in_folder);
    if (!file.empty() && named.extension() == file.extension())
      hint = std::string(format->title) + " is a folder with such a file: " + named.replace_extension().string() + "/";
    for (const std::string_view suffix : format->suffixes) {
      suffixes.push_back(suffix);
      if (suffix.size() > longest && path.ends_with(suffix)) best = format, longest = suffix.size();
    }
  }
  if (!name.empty())
    throw Error(ErrorKind::usage, "--format: found " + quoted(name) + "; expected " + list_of(std::span<const std::string_view>(names), "or", 30));
  if (!best)
    throw Error(ErrorKind::usage, "the name " + quoted(path) + " does not tell its format; expected one that ends in " + list_of(std::span<const std::string_view>(suffixes), "or", 30),
                {}, hint);
  return *best;
}

std::string file_to_write(const Format& format, const std::string& path) {
  const std::filesystem::path named(path);
  return format.file_in_folder.empty() || named.filename() == format.file_in_folder ? path : (named / format.file_in_folder).string();
}

std::string file_to_read(const std::string& path) {
  std::error_code none;  // what cannot be looked at is told when it is read
  for (const Format* format : formats())
    if (const std::filesystem::path file = std::filesystem::path(path) / format->file_in_folder;
        !format->file_in_folder.empty() && std::filesystem::is_regular_file(file, none))
      return file.string();
  return path;
}

const Format& format_of(const ForeignFile& file) {
  if (file.bytes.empty()) throw Error(ErrorKind::model_file, "the file is empty; expected a model", file.path);
  std::string titles;
  for (const Format* format : formats()) {
    if (!format->recognizes) continue;
    if (format->recognizes(file)) return *format;
    titles += (titles.empty() ? "" : ", ") + std::string(format->title);
  }
  throw Error(ErrorKind::model_file, "the content is of no format that is known here (" + titles + ")", file.path);
}

void refuse_preprocessing(const Format& format, const ExportOptions& options) {
  if (options.with_preprocessing)
    throw Error(ErrorKind::config, std::string(format.title) + " has no place for what is done to columns before the network sees them", {},
                "leave out --with-preprocessing, or export .c, .onnx, .keras, .tflite or a SavedModel");
}

void cannot_say(const Format& format, const std::string& layer, const std::string& what, const std::string& hint) {
  throw Error(ErrorKind::config, std::string(format.title) + " " + what, layer, hint);
}

}  // namespace nntrain
