// A checkpoint: read as it is, and with fingerprints that are right, so that what lies behind them is reached.
#include <algorithm>

#include "base/fingerprint.h"
#include "formats/checkpoint_file.h"
#include "target.h"

namespace {

// The file with these bytes as its head, and a state that is empty.
std::string file_of(const std::string& head) {
  using namespace nntrain;
  Archive sizes, prints;
  std::uint64_t head_size = head.size(), state_size = 0, head_print = fingerprint(head), state_print = fingerprint(std::string_view());
  sizes(head_size, state_size);
  prints(head_print, state_print);
  return std::string(checkpoint_begin) + sizes.written() + head + prints.written();
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace nntrain;
  return fuzz::expect_clean_errors(data, size, [](std::string text) {
    constexpr std::size_t before_head = checkpoint_begin.size() + 16;
    try {
      parse_checkpoint(text);
    } catch (const Error&) {
      parse_checkpoint(file_of(text.substr(std::min(before_head, text.size()))));
    }
  });
}
