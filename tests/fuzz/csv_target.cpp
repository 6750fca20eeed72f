// A CSV file: parsed, its columns learnt, its rows encoded.
#include "columns/columns.h"
#include "input/table_reader.h"
#include "target.h"

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nntrain;
  return fuzz::expect_clean_errors(data, size, [](std::string text) {
    const Table table = parse_csv(std::move(text), "data.csv");
    NetworkWants wants;
    wants.inputs.resize(1);
    wants.outputs.resize(1);
    const Columns columns = learn_columns({.missing = Missing::drop}, table, wants, plan_rows({.missing = Missing::drop}, table, wants, 0, 0));
    const Dataset dataset = encode(columns, table, true);
    for (const Matrix& m : dataset.inputs)
      if (static_cast<std::int64_t>(m.values.size()) != m.width * dataset.num_rows()) std::abort();
  });
}
