#include "formats/checkpoint_file.h"

#include <nlohmann/json.hpp>

#include "base/error.h"
#include "base/file.h"
#include "base/fingerprint.h"
#include "base/text.h"
#include "config/json_text.h"
#include "formats/model_parts.h"
#include "train/checkpoint_folder.h"
#include "train/identity.h"

namespace nntrain {

namespace {

std::string numbers(std::uint64_t a, std::uint64_t b) {
  Archive archive;
  archive(a, b);
  return archive.written();
}

[[noreturn]] void refuse(const std::string& why) { throw Error(ErrorKind::model_file, why); }

std::string_view take(std::string_view& rest, std::uint64_t size) {
  if (size > rest.size()) refuse("the file is torn: it ends too early");
  const std::string_view taken = rest.substr(0, static_cast<std::size_t>(size));
  rest.remove_prefix(taken.size());
  return taken;
}

std::pair<std::uint64_t, std::uint64_t> take_numbers(std::string_view& rest) {
  std::pair<std::uint64_t, std::uint64_t> pair;
  Archive archive(take(rest, 16));
  archive(pair);
  return pair;
}

}  // namespace

void write_checkpoint(const std::string& path, const Checkpoint& checkpoint) {
  Archive archive;
  const_cast<Checkpoint&>(checkpoint).keep(archive);  // which only reads what it writes
  const std::string& head = archive.written();
  AtomicFile file(path);
  file.append(std::string(checkpoint_begin) + numbers(head.size(), checkpoint.state.size()));
  file.append(head);
  file.append(checkpoint.state);
  file.append(numbers(fingerprint(head), fingerprint(checkpoint.state)));
  file.finish();
}

Checkpoint parse_checkpoint(std::string bytes) {
  Checkpoint checkpoint;
  checkpoint.file = std::make_shared<const std::string>(std::move(bytes));
  std::string_view rest = *checkpoint.file;
  if (!rest.starts_with(checkpoint_name)) refuse("this is not a checkpoint");
  if (!rest.starts_with(checkpoint_begin)) refuse("it was written by another version of nntrain");
  take(rest, checkpoint_begin.size());
  const auto [head_size, state_size] = take_numbers(rest);
  const std::string_view head = take(rest, head_size);
  checkpoint.state = take(rest, state_size);
  if (take_numbers(rest) != std::pair(fingerprint(head), fingerprint(checkpoint.state))) refuse("its bytes are not those that were written");
  if (!rest.empty()) refuse("it has more bytes than were written");
  Archive archive(head);
  checkpoint.keep(archive);
  archive.expect_end();
  return checkpoint;
}

Checkpoint read_checkpoint(const std::string& path) {
  try {
    return parse_checkpoint(read_file(path));
  } catch (Error& error) {
    if (error.where.empty()) error.where = path;
    throw;
  }
}

std::string job_text(const Spec& spec, const Columns& columns) {
  Json document;
  Writer json(document);
  json.object();
  json.member("config").write(without_lengths(spec));
  json.member("columns").write(columns);
  return json_line(document);
}

std::optional<FoundCheckpoint> newest_checkpoint(const std::string& folder, const std::function<void(const std::string&)>& warning) {
  const std::vector<std::string> paths = checkpoints_in(folder);
  for (const std::string& path : paths) {
    try {
      return FoundCheckpoint{path, read_checkpoint(path)};
    } catch (const Error& error) {
      warning(path + ": passed over: " + error.message);
    }
  }
  if (paths.empty()) return std::nullopt;
  throw Error(ErrorKind::model_file, "none of " + count_of(static_cast<std::int64_t>(paths.size()), "checkpoint") + " is whole", folder,
              "begin afresh in another folder of checkpoints");
}

}  // namespace nntrain
