#include "input/table_reader.h"

#include <utility>

#include "input/csv_reader.h"
#include "input/file_list.h"

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
    while (std::optional<Block> block = reader->next()) blocks.push_back(std::move(*block));
    Table table(reader->head(), std::move(blocks), reader->remarks());
    const std::vector<std::string> misread = misread_columns(table);
    if (misread.empty()) return table;
    options.text_columns.insert(options.text_columns.end(), misread.begin(), misread.end());
  }
}

}  // namespace

std::vector<std::string> default_missing_texts() {
  return {"NA", "N/A", "na", "nan", "NaN", "null", "NULL", "None", "?"};
}

namespace {

std::unique_ptr<BlockReader> open_csv(std::vector<std::string> paths, std::shared_ptr<InputFiles> files, const ReadOptions& options) {
  return std::make_unique<CsvReader>(std::move(paths), [files](const std::string& path) { return files->open(path); }, options);
}

}  // namespace

std::unique_ptr<BlockReader> open_table(const std::vector<std::string>& paths, const ReadOptions& options) {
  return open_csv(expand_patterns(paths), std::make_shared<InputFiles>(false), options);
}

Table read_table(const std::vector<std::string>& paths, const ReadOptions& options) {
  const std::vector<std::string> files = expand_patterns(paths);
  const auto opened = std::make_shared<InputFiles>(true);
  return read_all([&](const ReadOptions& o) { return open_csv(files, opened, o); }, options);
}

Table read_table(const std::string& path, const ReadOptions& options) { return read_table(std::vector{path}, options); }

Table parse_csv(std::string text, std::string source, const ReadOptions& options) {
  const auto shared = std::make_shared<const std::string>(std::move(text));
  const auto open = [&](const std::string&) { return open_text(shared); };
  return read_all([&](const ReadOptions& o) { return std::make_unique<CsvReader>(std::vector{source}, open, o); }, options);
}

}  // namespace nntrain
