#include "exchange/pickle.h"

#include <bit>
#include <cstring>
#include <map>

#include "base/error.h"
#include "base/text.h"

namespace nntrain {

namespace {

using Kind = PickleValue::Kind;

// The machine that a pickle is a program for: a stack, marks on it, and a memory.
class Machine {
 public:
  Machine(std::string_view bytes, const std::string& path) : bytes_(bytes), path_(path) {}

  Pickle run() {
    for (;;) {
      if (++steps_ > most_steps || stack_.size() > most_steps) fail("is far too long");
      const char opcode = byte();
      if (opcode == '.') return finish();
      step(opcode);
    }
  }

 private:
  using PicklePtr = PickleValue*;
  static constexpr std::size_t most_steps = 1'000'000;

  Pickle finish() {
    const PicklePtr root = pop();
    return {std::move(values_), root};
  }
  PicklePtr make(Kind kind) {
    values_.emplace_back().kind = kind;
    return &values_.back();
  }

  [[noreturn]] void fail(const std::string& what) const { throw Error(ErrorKind::model_file, "the pickle " + what, path_, "export the weights as .safetensors"); }

  std::string_view take(std::uint64_t size) {
    if (size > bytes_.size()) fail("ends too early");
    const std::string_view taken = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return taken;
  }
  char byte() { return take(1)[0]; }
  std::uint64_t number(std::size_t size) {
    std::uint64_t value = 0;
    const std::string_view from = take(size);
    for (std::size_t i = size; i-- > 0;) value = value << 8 | static_cast<unsigned char>(from[i]);
    return value;
  }
  std::string_view line() {
    const std::size_t end = bytes_.find('\n');
    if (end == bytes_.npos) fail("ends too early");
    const std::string_view text = take(end);
    take(1);
    return text;
  }

  PicklePtr pop() {
    if (stack_.empty() || (!marks_.empty() && marks_.back() == stack_.size())) fail("is damaged");
    const PicklePtr top = stack_.back();
    stack_.pop_back();
    return top;
  }
  PickleValue& top(Kind kind) {
    if (stack_.empty() || !(stack_.back()->kind == kind || (kind == Kind::dict && stack_.back()->kind == Kind::call))) fail("is damaged");
    return *stack_.back();
  }
  std::vector<PicklePtr> pop_to_mark() {
    if (marks_.empty()) fail("is damaged");
    std::vector<PicklePtr> items(stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back()), stack_.end());
    stack_.resize(marks_.back());
    marks_.pop_back();
    return items;
  }
  std::vector<PicklePtr> pop_all(std::size_t count) {
    std::vector<PicklePtr> items(count);
    while (count > 0) items[--count] = pop();
    return items;
  }

  void push(PicklePtr value) { stack_.push_back(value); }
  void push_integer(std::int64_t value, Kind kind = Kind::integer) {
    const PicklePtr made = make(kind);
    made->integer = value;
    push(made);
  }
  void push_text(std::string text, Kind kind = Kind::text) {
    const PicklePtr made = make(kind);
    made->text = std::move(text);
    push(made);
  }
  void push_items(Kind kind, const std::vector<PicklePtr>& items) {
    const PicklePtr made = make(kind);
    made->items.assign(items.begin(), items.end());
    push(made);
  }
  void remember(std::uint64_t place) {
    if (stack_.empty()) fail("is damaged");
    memory_[place] = stack_.back();
  }
  void recall(std::uint64_t place) {
    const auto found = memory_.find(place);
    if (found == memory_.end()) fail("is damaged");
    push(found->second);
  }
  void set_members(const std::vector<PicklePtr>& items) {
    if (items.size() % 2) fail("is damaged");
    PickleValue& dict = top(Kind::dict);
    for (std::size_t i = 0; i < items.size(); i += 2) dict.members.emplace_back(items[i], items[i + 1]);
  }
  void append(const std::vector<PicklePtr>& items) {
    PickleValue& list = top(Kind::list);
    list.items.insert(list.items.end(), items.begin(), items.end());
  }
  std::int64_t long_integer(std::size_t size) {
    if (size > sizeof(std::int64_t)) fail("has a number that is too large");
    const std::uint64_t value = number(size);
    const unsigned unused = static_cast<unsigned>(64 - 8 * size);  // its sign is that of its uppermost bit
    return size == 0 ? 0 : static_cast<std::int64_t>(value << unused) >> unused;
  }

  void step(char opcode) {
    switch (opcode) {
      case '\x80': byte(); break;                                                              // PROTO
      case '(': marks_.push_back(stack_.size()); break;                                        // MARK
      case 'N': push(make(Kind::none)); break;                                                 // NONE
      case '\x88': push_integer(1, Kind::boolean); break;                                      // NEWTRUE
      case '\x89': push_integer(0, Kind::boolean); break;                                      // NEWFALSE
      case 'K': push_integer(static_cast<std::int64_t>(number(1))); break;                     // BININT1
      case 'M': push_integer(static_cast<std::int64_t>(number(2))); break;                     // BININT2
      case 'J': push_integer(static_cast<std::int32_t>(number(4))); break;                     // BININT
      case '\x8a': push_integer(long_integer(number(1))); break;                               // LONG1
      case 'G': push_real(); break;                                                            // BINFLOAT
      case 'X': push_text(std::string(take(number(4)))); break;                                // BINUNICODE
      case '\x8c': push_text(std::string(take(number(1)))); break;                             // SHORT_BINUNICODE
      case ')': push(make(Kind::tuple)); break;                                                // EMPTY_TUPLE
      case '\x85': push_items(Kind::tuple, pop_all(1)); break;                                 // TUPLE1
      case '\x86': push_items(Kind::tuple, pop_all(2)); break;                                 // TUPLE2
      case '\x87': push_items(Kind::tuple, pop_all(3)); break;                                 // TUPLE3
      case 't': push_items(Kind::tuple, pop_to_mark()); break;                                 // TUPLE
      case ']': push(make(Kind::list)); break;                                                 // EMPTY_LIST
      case 'a': append({pop()}); break;                                                        // APPEND
      case 'e': append(pop_to_mark()); break;                                                  // APPENDS
      case '}': push(make(Kind::dict)); break;                                                 // EMPTY_DICT
      case 's': set_members(pop_all(2)); break;                                                // SETITEM
      case 'u': set_members(pop_to_mark()); break;                                             // SETITEMS
      case 'q': remember(number(1)); break;                                                    // BINPUT
      case 'r': remember(number(4)); break;                                                    // LONG_BINPUT
      case '\x94': remember(memory_.size()); break;                                            // MEMOIZE
      case 'h': recall(number(1)); break;                                                      // BINGET
      case 'j': recall(number(4)); break;                                                      // LONG_BINGET
      case 'c': push_global(); break;                                                          // GLOBAL
      case 'Q': push_items(Kind::persistent, {pop()}); break;                                  // BINPERSID
      case 'R': push_items(Kind::call, pop_all(2)); break;                                     // REDUCE
      case 'b': pop(); break;                                                                  // BUILD: what an object is told besides
      default: fail("does something else than describe tensors (" + quoted(std::string(1, opcode)) + ")");
    }
  }
  void push_global() {
    const std::string module(line());
    push_text(module + " " + std::string(line()), Kind::global);
  }
  void push_real() {
    std::uint64_t bits = 0;
    for (const char each : take(8)) bits = bits << 8 | static_cast<unsigned char>(each);
    const PicklePtr made = make(Kind::real);
    made->real = std::bit_cast<double>(bits);
    push(made);
  }

  std::string_view bytes_;
  const std::string& path_;
  std::deque<PickleValue> values_;
  std::vector<PicklePtr> stack_;
  std::vector<std::size_t> marks_;  // sizes of the stack
  std::map<std::uint64_t, PicklePtr> memory_;
  std::size_t steps_ = 0;
};

template <class T>
void append_number(std::string& out, T value) {
  out.append(reinterpret_cast<const char*>(&value), sizeof value);
}

}  // namespace

Pickle read_pickle(std::string_view bytes, const std::string& path) { return Machine(bytes, path).run(); }

PickleWriter::PickleWriter() : out_("\x80\x02") {}

void PickleWriter::global(std::string_view module, std::string_view name) { out_ += "c" + std::string(module) + "\n" + std::string(name) + "\n"; }

void PickleWriter::text(std::string_view text) {
  out_ += 'X';
  append_number(out_, static_cast<std::uint32_t>(text.size()));
  out_ += text;
}

void PickleWriter::integer(std::int64_t value) {
  if (value < 1 << 30) {
    out_ += 'J';
    append_number(out_, static_cast<std::int32_t>(value));
  } else {
    out_ += "\x8a\x08";
    append_number(out_, value);
  }
}

void PickleWriter::tuple(const std::vector<std::int64_t>& values) {
  out_ += '(';
  for (const std::int64_t value : values) integer(value);
  out_ += 't';
}

std::string PickleWriter::finish() {
  out_ += '.';
  return std::move(out_);
}

}  // namespace nntrain
