#include "train/identity.h"

#include <algorithm>

#include "base/error.h"
#include "base/fingerprint.h"
#include "base/text.h"
#include "callbacks/backup_and_restore.h"
#include "config/differences.h"

namespace nntrain {

namespace {

constexpr Index most_blocks = 64;

Index block_rows(Index rows) { return std::max<Index>((rows + most_blocks - 1) / most_blocks, 1); }

DataPrint print_of(const Matrix& m, std::string what) {
  DataPrint print{std::move(what), m.width > 0 ? static_cast<Index>(m.values.size()) / m.width : 0, m.width, {}};
  for (Index begin = 0; begin < print.rows; begin += block_rows(print.rows)) {
    const Index end = std::min(begin + block_rows(print.rows), print.rows);
    std::uint64_t sum = 0;  // piece by piece, since all of a block may be more than the memory has
    constexpr Index piece_bytes = 1 << 20;
    const Index piece = std::max<Index>(piece_bytes / (m.width * static_cast<Index>(sizeof(float))), 1);
    for (Index first = begin; first < end; first += piece) {
      const auto count = static_cast<std::size_t>((std::min(first + piece, end) - first) * m.width);
      sum = sum * 31 + fingerprint(std::as_bytes(std::span(m.values.data() + first * m.width, count)));
      m.values.storage().relax();
    }
    print.blocks.push_back(sum);
  }
  return print;
}

void add_prints(std::vector<DataPrint>& prints, const Dataset& data, const std::string& part) {
  const auto add = [&](const std::vector<Matrix>& matrices, const std::string& what) {
    for (std::size_t i = 0; i < matrices.size(); ++i)
      if (matrices[i].width > 0) prints.push_back(print_of(matrices[i], what + (matrices.size() > 1 ? " " + std::to_string(i + 1) : "") + part));
  };
  add(data.inputs, "inputs");
  add(data.targets, "targets");
  add(data.weights, "weights of the rows");
}

std::string difference_of(const DataPrint& saved, const DataPrint& now) {
  if (saved.rows != now.rows) return "there are " + count_of(now.rows, "row") + " of " + now.what + ", and were " + std::to_string(saved.rows);
  if (saved.width != now.width) return "a row of " + now.what + " has " + count_of(now.width, "number") + ", and had " + std::to_string(saved.width);
  const auto block = std::ranges::mismatch(saved.blocks, now.blocks).in1 - saved.blocks.begin();
  const Index first = block * block_rows(now.rows), last = std::min(first + block_rows(now.rows), now.rows);
  return "the " + now.what + " are others; the first change is among rows " + std::to_string(first + 1) + " to " + std::to_string(last) + " of " + std::to_string(now.rows) +
         ", in the order of the file, those that train first";
}

}  // namespace

Spec without_lengths(Spec spec) {
  spec.epochs = 0;
  spec.checkpoint.reset();
  std::erase_if(spec.callbacks, callbacks::is_backup);
  return spec;
}

JobIdentity identity_of(const PreparedRun& run, std::string job) {
  JobIdentity identity{std::move(job), {}};
  add_prints(identity.data, run.data, "");
  if (run.other_validation) add_prints(identity.data, *run.other_validation, " (validation)");
  if (run.test) add_prints(identity.data, *run.test, " (test)");
  return identity;
}

void check_same(const JobIdentity& saved, const JobIdentity& now) {
  constexpr std::size_t most = 5;
  const std::vector<Difference> list = differences(saved.job, now.job, most);
  const bool in_config = std::ranges::any_of(list, [](const Difference& d) { return d.pointer.starts_with("/config"); });
  std::string text;
  for (const Difference& difference : list)
    if (difference.pointer.starts_with("/config") == in_config) text += "\n  " + to_text(difference);
  if (in_config)
    throw Error(ErrorKind::config, "the checkpoint was made by another config:" + text, {}, "go on with that config, or begin afresh in another folder of checkpoints; only epochs may be more");
  const auto fail = [](const std::string& what) {
    throw Error(ErrorKind::data, "the checkpoint was made of other data: " + what, {}, "go on with those data, or begin afresh in another folder of checkpoints");
  };
  for (std::size_t i = 0; i < std::min(saved.data.size(), now.data.size()); ++i)
    if (saved.data[i] != now.data[i]) fail(difference_of(saved.data[i], now.data[i]));
  if (!list.empty()) fail("what was learnt of the columns differs:" + text);
  if (saved.data.size() != now.data.size()) fail("its parts are others");
}

}  // namespace nntrain
