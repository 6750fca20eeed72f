// Rows that lie in files come to the steps as those in memory do, whatever the windows are in which they are read.
#include "train/data_feed.h"

#include <gtest/gtest.h>

#include <numeric>

#include "base/random.h"
#include "config/config.h"
#include "error_text.h"
#include "train/fit.h"

namespace nntrain {
namespace {

constexpr Index rows = 5000;

// inputs of 3 and of 500 numbers, a target; every number says where it stands.
Dataset data_with(const MemoryBudgetPtr& memory) {
  Dataset data;
  data.rows = rows;
  data.memory = memory;
  for (const std::int64_t width : {3, 500, 1}) {
    Matrix m{width, FloatBuffer(static_cast<std::size_t>(rows * width), memory)};
    std::iota(m.values.begin(), m.values.end(), static_cast<float>(width));
    (width == 1 ? data.targets : data.inputs).push_back(std::move(m));
  }
  return data;
}

// Goes through all steps; each must have the rows that `expected` says, at most `batch` of them.
void expect_rows(DataFeed& feed, const std::vector<Index>& expected, Index batch) {
  std::size_t at = 0;
  for (StepInput input = feed.next(); !input.rows.empty(); input = feed.next()) {
    ASSERT_EQ(static_cast<Index>(input.rows.size()), std::min<Index>(batch, static_cast<Index>(expected.size() - at)));
    for (const Index row : input.rows) {
      const Index is = expected[at++];
      for (std::size_t k = 0; const Index width : {3, 500, 1}) {
        const float* const values = static_cast<const float*>(input.columns[k++]) + row * width;
        ASSERT_EQ(values[0], static_cast<float>(width + is * width)) << "row " << is;
        ASSERT_EQ(values[width - 1], static_cast<float>(width + is * width + width - 1)) << "row " << is;
      }
    }
  }
  EXPECT_EQ(at, expected.size());
}

TEST(DataFeed, RowsOfFilesInAnyOrder) {
  const auto memory = std::make_shared<MemoryBudget>(100'000, 100'000);  // the target's matrix fits
  const Dataset data = data_with(memory);
  ASSERT_TRUE(data.inputs[1].values.storage().is_in_file());
  ASSERT_FALSE(data.targets[0].values.storage().is_in_file());
  DataFeed feed(data);
  EXPECT_TRUE(feed.reads_files());
  std::vector<Index> order(rows);
  for (const std::uint64_t bytes : {0u, 300'000u, 3'000'000u, 100'000'000u}) {
    feed.set_memory(bytes);
    feed.start(0, 0, 1);  // rows may still be read by the old order
    permutation(bytes, stream(StreamKind::shuffle), 0, order);
    feed.start(order, 64);
    expect_rows(feed, order, 64);
    const std::vector<Index> few(order.begin(), order.begin() + 100);
    feed.start(few, 7);
    expect_rows(feed, few, 7);
    std::vector<Index> in_order(4000);
    std::iota(in_order.begin(), in_order.end(), 1000);
    feed.start(1000, 4000, 100);
    expect_rows(feed, in_order, 100);
    feed.start(order, 64);  // and is left in the middle
    feed.next();
  }
}

TEST(DataFeed, RowsInMemoryStayWhereTheyAre) {
  const Dataset data = data_with(nullptr);
  DataFeed feed(data);
  EXPECT_FALSE(feed.reads_files());
  std::vector<Index> order(rows);
  permutation(1, stream(StreamKind::shuffle), 0, order);
  feed.start(order, 64);
  EXPECT_EQ(feed.next().columns[1], data.inputs[1].values.data());
  feed.start(order, 64);
  expect_rows(feed, order, 64);
}

// A job whose data are far more than its memory: the model is the same, bit for bit.
Model trained(const std::string& more, const MemoryBudgetPtr& memory) {
  const std::string config = R"({"layers": [{"type": "Normalization"}, {"type": "Dense", "units": 8, "activation": "relu"}, {"type": "Dense", "units": 2, "activation": "softmax"}],
      "loss": "sparse_categorical_crossentropy", "metrics": ["accuracy"], "epochs": 2, "batch_size": 50)" + more + "}";
  Diagnostics diagnostics({"test.json", config, {}});
  const Spec spec = read_config<Spec>(diagnostics);
  diagnostics.throw_if_any();
  std::string text = "a,b,c,d,e,f,kind,y\n";
  for (Index row = 0; row < 30'000; ++row) {
    for (std::uint32_t k = 0; k < 6; ++k) text += std::to_string(uniform(1, 99, static_cast<std::uint64_t>(row), k)) + ",";
    text += (row % 3 == 0 ? "red," : "blue,") + std::to_string(row * row % 7 % 2) + "\n";
  }
  FitOptions options;
  options.threads = 2;
  options.log.style = LogStyle::quiet;
  options.log.write = [](std::string_view) {};
  options.note = options.warning = [](const std::string&) {};
  ReadOptions reading;
  reading.memory = memory;
  reading.piece_bytes = 1 << 16;
  return fit(spec, diagnostics, parse_csv(text, "data.csv", reading), std::nullopt, options);
}

TEST(TrainingBeyondMemory, SameModel) {
  for (const char* more : {"", R"(, "shuffle": false, "validation_split": 0.3)", R"(, "shuffle": "batch", "steps_per_epoch": 400)",
                           R"(, "class_weight": "balanced", "data": {"split": {"type": "stratified", "validation": 0.2, "test": 0.1}})"}) {
    const Model in_memory = trained(more, nullptr), beyond = trained(more, std::make_shared<MemoryBudget>(70'000, 8'300'000));
    EXPECT_EQ(beyond.weights, in_memory.weights) << more;
    EXPECT_EQ(beyond.history, in_memory.history) << more;
  }
}

TEST(TrainingBeyondMemory, RefusesTooLittle) {
  EXPECT_EQ(error_text([] { trained("", std::make_shared<MemoryBudget>(70'000, 100'000)); }),
            "2 : found 98 KiB of the memory limit left for a column of 30000 rows; expected 351 KiB | raise --memory-limit by 1MiB or more");
}

}  // namespace
}  // namespace nntrain
