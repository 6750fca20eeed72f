// Python's pickles, as far as a PyTorch state_dict needs them. A pickle is a program that makes objects; nothing of it is executed here: what is read
// stands for itself.
#pragma once
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace nntrain {

struct PickleValue {
  enum class Kind { none, boolean, integer, real, text, tuple, list, dict, global, call, persistent };
  Kind kind = Kind::none;
  std::int64_t integer = 0;  // of a boolean, too
  double real = 0;
  std::string text;  // of a global: "module name"
  std::vector<const PickleValue*> items;  // of a tuple or list; of a call the function, then its arguments; of a persistent object its only one
  std::vector<std::pair<const PickleValue*, const PickleValue*>> members;  // of a dict, and of a call that makes one
};

// All values of a pickle, which may hold each other in any way, and the one that it makes.
struct Pickle {
  std::deque<PickleValue> values;
  const PickleValue* root = nullptr;
};

// The object that a pickle of protocol 2 makes. Errors: model_file, where: `path`, for what is damaged or does anything else than describe tensors.
Pickle read_pickle(std::string_view bytes, const std::string& path);

// A pickle that is being made, of protocol 2.
class PickleWriter {
 public:
  PickleWriter();
  void raw(std::string_view opcodes) { out_ += opcodes; }
  void global(std::string_view module, std::string_view name);
  void text(std::string_view text);
  void integer(std::int64_t value);            // >= 0
  void tuple(const std::vector<std::int64_t>& values);
  std::string finish();

 private:
  std::string out_;
};

}  // namespace nntrain
