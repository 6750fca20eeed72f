#include "input/table_reader.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "base/error.h"
#include "input/array_reader.h"
#include "input/csv_reader.h"
#include "input/file_list.h"
#include "input/json_lines.h"

namespace nntrain {
namespace {

// Columns that were read as numbers of which at most half are.
std::vector<std::string> misread_columns(const Table& table) {
  std::vector<ColumnCounts> counts(static_cast<std::size_t>(table.num_columns()));
  for (const Block& block : table.blocks()) {
    for (std::size_t i = 0; i < counts.size(); ++i) {
      const ColumnCounts& here = block.counts(static_cast<std::int64_t>(i));
      counts[i].texts += here.texts;
      counts[i].missing += here.missing;
    }
  }
  std::vector<std::string> names;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const std::int64_t numbers = table.num_rows() - counts[i].texts - counts[i].missing;
    if (numbers > 0 && numbers <= counts[i].texts) names.push_back(table.names()[i]);
  }
  return names;
}

// Reads all that `open(options)` opens.
template <class Open>
Table read_all(Open open, ReadOptions options) {
  while (true) {
    const std::unique_ptr<BlockReader> reader = open(options);
    std::vector<Block> blocks;
    while (std::optional<Block> block = reader->next()) {
      block->settle(options.memory);
      blocks.push_back(std::move(*block));
    }
    Table table(reader->head(), std::move(blocks), reader->remarks(), options.memory);
    const std::vector<std::string> misread = misread_columns(table);
    if (misread.empty() || !reader->parses_numbers()) return table;
    options.text_columns.insert(options.text_columns.end(), misread.begin(), misread.end());
  }
}

}  // namespace

std::vector<std::string> default_missing_texts() {
  return {"NA", "N/A", "na", "nan", "NaN", "null", "NULL", "None", "?"};
}

namespace {

// What the first bytes of a file say that it is.
enum class FileFormat { csv, npy, npz, idx, json_lines };

FileFormat format_of(ByteSource& bytes) {
  const std::string_view magic = bytes.peek(6);
  if (magic == "\x93NUMPY") return FileFormat::npy;
  if (magic.starts_with("PK\x03\x04")) return FileFormat::npz;
  const bool is_idx = magic.size() >= 4 && magic[0] == 0 && magic[1] == 0 && magic[2] >= 0x08 && magic[2] <= 0x0E && magic[3] >= 1 && magic[3] < 8;
  if (is_idx) return FileFormat::idx;
  std::string_view text = bytes.peek(64);
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  return text.starts_with('{') ? FileFormat::json_lines : FileFormat::csv;
}

// train-images.npy: train-images.
std::string array_name(const std::string& path) {
  return path == "-" ? "x" : std::filesystem::path(path.ends_with(".gz") || path.ends_with(".zst") ? path.substr(0, path.rfind('.')) : path).stem().string();
}

void expect_one(const std::vector<std::string>& paths, const std::string& what) {
  if (paths.size() == 1) return;
  throw Error{ErrorKind::data, "found " + what + " among several files; expected it alone", source_name(paths[0]), "put the files together first"};
}

std::unique_ptr<BlockReader> open_array_files(const std::vector<std::string>& paths, InputFiles& files, ByteSourcePtr first, const ReadOptions& options) {
  std::vector<ArrayData> arrays;
  for (const std::string& path : paths) {
    ByteSourcePtr bytes = first ? std::move(first) : files.open(path);
    switch (format_of(*bytes)) {
      case FileFormat::npy:
        arrays.push_back(read_npy(std::move(bytes), source_name(path), array_name(path)));
        break;
      case FileFormat::idx:
        arrays.push_back(read_idx(std::move(bytes), source_name(path)));
        break;
      default:
        throw Error{ErrorKind::data, "found no npy or IDX file; expected one, as " + source_name(paths[0]) + " is", source_name(path),
                    "arrays stand side by side; rows of CSV files follow each other"};
    }
  }
  return open_arrays(std::move(arrays), options);
}

std::unique_ptr<BlockReader> open_files(const std::vector<std::string>& paths, const std::shared_ptr<InputFiles>& files, const ReadOptions& options) {
  ByteSourcePtr first = files->open(paths.at(0));
  switch (format_of(*first)) {
    case FileFormat::npy:
    case FileFormat::idx:
      return open_array_files(paths, *files, std::move(first), options);
    case FileFormat::npz:
      expect_one(paths, "an npz file");
      return open_arrays(read_npz(paths[0]), options);
    case FileFormat::json_lines:
      expect_one(paths, "a file of JSON lines");
      return open_json_lines(std::move(first), source_name(paths[0]), options);
    case FileFormat::csv:
      break;
  }
  const auto opened = std::make_shared<ByteSourcePtr>(std::move(first));  // the first to be opened, and open already
  const auto open = [files, opened](const std::string& path) { return *opened ? std::move(*opened) : files->open(path); };
  return std::make_unique<CsvReader>(paths, open, options);
}

}  // namespace

std::unique_ptr<BlockReader> open_table(const std::vector<std::string>& paths, const ReadOptions& options) {
  return open_files(expand_patterns(paths), std::make_shared<InputFiles>(false), options);
}

Table read_table(const std::vector<std::string>& paths, const ReadOptions& options) {
  const std::vector<std::string> files = expand_patterns(paths);
  const auto opened = std::make_shared<InputFiles>(true);
  return read_all([&](const ReadOptions& o) { return open_files(files, opened, o); }, options);
}

Table read_table(const std::string& path, const ReadOptions& options) { return read_table(std::vector{path}, options); }

Table parse_csv(std::string text, std::string source, const ReadOptions& options) {
  const auto shared = std::make_shared<const std::string>(std::move(text));
  const auto open = [&](const std::string&) { return open_text(shared); };
  return read_all([&](const ReadOptions& o) { return std::make_unique<CsvReader>(std::vector{source}, open, o); }, options);
}

}  // namespace nntrain
