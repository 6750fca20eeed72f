#include "cli/command_line.h"

#include <CLI/CLI.hpp>

#include "base/text.h"
#include "cli/command.h"
#include "config/overrides.h"
#include "train/log.h"

namespace nntrain {

namespace {

struct Line {  // of --help
  std::string head, doc;
};

[[noreturn]] void fail(const std::string& message, const std::string& hint) {
  throw Error(ErrorKind::usage, message, {}, hint);
}

[[noreturn]] void fail_value(const std::string& option, const std::string& expected, const std::string& got) {
  fail(option + " takes " + expected + "; got " + quoted(got), {});
}

// "-o,--output" -> {"-o", "--output"}
std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(',', begin), text.size());
    parts.emplace_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

double to_number(const std::string& option, const std::string& expected, const std::string& part,
                 const std::string& whole) {
  const std::optional<double> number = parse_double(part);
  if (!number) fail_value(option, expected, whole);
  return *number;
}

void append_lines(std::string& out, std::string_view title, const std::vector<Line>& lines, std::size_t widest) {
  if (lines.empty()) return;
  out += '\n' + std::string(title);
  for (const Line& line : lines)
    out += "  " + line.head + std::string(widest - line.head.size() + 2, ' ') + line.doc + '\n';
}

}  // namespace

struct CommandLine::Impl {
  const Command& command;
  std::vector<std::string> given;
  CLI::App app;
  std::string usage;
  std::vector<Line> arguments, options, list;
  std::string list_title;
  std::vector<std::string> required, names, examples;

  explicit Impl(const Command& of) : command(of), usage("nntrain " + std::string(of.name)) {}

  std::string help_hint() const { return "see: nntrain " + std::string(command.name) + " --help"; }

  std::string help() const {
    std::size_t widest = 0;
    for (const auto* lines : {&arguments, &options, &list})
      for (const Line& line : *lines) widest = std::max(widest, line.head.size());
    std::string out = "nntrain " + std::string(command.name) + ": " + std::string(command.summary) +
                      "\n\nusage: " + usage + " [options]\n";
    append_lines(out, "", arguments, widest);
    append_lines(out, "options:\n", options, widest);
    append_lines(out, list_title, list, widest);
    out += "\nexample:\n";
    for (const std::string& line : examples) out += "  " + line + '\n';
    return out;
  }

  // CLI11 would take the value of an unknown option for an argument: unknown ones are found before it looks.
  void check_names() const {
    std::string waiting;  // the option whose value comes next
    for (const std::string& word : given) {
      if (!std::exchange(waiting, {}).empty()) continue;
      if (word == "--") return;
      if (word.size() < 2 || word[0] != '-' || parse_double(word)) continue;
      const std::string name = word.starts_with("--") ? word.substr(0, word.find('=')) : word.substr(0, 2);
      const CLI::Option* option = app.get_option_no_throw(name);
      if (!option) {
        const std::string near = word.starts_with("--") ? nearest(name, std::span<const std::string>(names)) : "";
        fail("unknown option " + name, near.empty() ? help_hint() : "did you mean " + near + "?");
      }
      if (option->get_items_expected_min() > 0 && name == word) waiting = word;
    }
    if (!waiting.empty()) fail(waiting + " needs a value", help_hint());
  }
};

CommandLine::CommandLine(const Command& command, std::span<const std::string> arguments)
    : impl_(std::make_unique<Impl>(command)) {
  impl_->given.assign(arguments.begin(), arguments.end());
  impl_->app.set_help_flag();
}

CommandLine::~CommandLine() = default;

void CommandLine::argument(std::string& out, std::string_view name, std::string_view doc) {
  impl_->required.emplace_back(name);
  impl_->usage += " " + std::string(name);
  impl_->arguments.push_back({std::string(name), std::string(doc)});
  impl_->app.add_option(std::string(name), out);
}

void CommandLine::optional_argument(std::string& out, std::string_view name, std::string_view doc) {
  impl_->usage += " [" + std::string(name) + "]";
  impl_->arguments.push_back({std::string(name), std::string(doc)});
  impl_->app.add_option(std::string(name), out);
}

void CommandLine::arguments(std::vector<std::string>& out, std::string_view name, std::string_view doc, bool may_be_none) {
  if (!may_be_none) impl_->required.emplace_back(name);
  impl_->usage += may_be_none ? " [" + std::string(name) + "...]" : " " + std::string(name) + "...";
  impl_->arguments.push_back({std::string(name), std::string(doc)});
  impl_->app.add_option(std::string(name), out);
}

void CommandLine::listed(std::string_view title, std::string_view name, std::string_view doc) {
  if (impl_->list.empty()) impl_->list_title = std::string(title) + '\n';
  impl_->list.push_back({std::string(name), std::string(doc)});
}

void CommandLine::declare(std::string_view names, std::string_view value, std::string_view doc, Convert convert) {
  const std::vector<std::string> all = split(names);
  impl_->names.insert(impl_->names.end(), all.begin(), all.end());
  std::string head = all.size() > 1 ? all[0] + ", " + all[1] : "    " + all[0];
  if (!value.empty()) head += " " + std::string(value);
  impl_->options.push_back({std::move(head), std::string(doc)});
  const std::string name = all.back();
  if (value.empty()) {
    impl_->app.add_flag_callback(std::string(names), [convert, name] { convert(name, ""); });
  } else {
    const auto convert_all = [convert, name](const CLI::results_t& texts) {
      for (const std::string& text : texts) convert(name, text);
      return true;
    };
    impl_->app.add_option(std::string(names), convert_all)
        ->type_size(1)
        ->expected(1)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  }
}

void CommandLine::option(std::string& out, std::string_view names, std::string_view value, std::string_view doc) {
  declare(names, value, doc, [&out](const std::string&, const std::string& text) { out = text; });
}

void CommandLine::option(std::int64_t& out, std::string_view names, std::string_view doc, std::int64_t least) {
  declare(names, "N", doc, [&out, least](const std::string& option, const std::string& text) {
    const std::optional<std::int64_t> number = parse_int(text);
    if (!number || *number < least) fail_value(option, "a whole number from " + std::to_string(least), text);
    out = *number;
  });
}

void CommandLine::option(int& out, std::string_view names, std::string_view doc, int least, int most) {
  declare(names, "N", doc, [=, &out](const std::string& option, const std::string& text) {
    const std::optional<std::int64_t> number = parse_int(text);
    if (!number || *number < least || *number > most)
      fail_value(option, "a whole number from " + std::to_string(least) + " to " + std::to_string(most), text);
    out = static_cast<int>(*number);
  });
}

void CommandLine::option(double& out, std::string_view names, std::string_view doc) {
  declare(names, "X", doc, [&out](const std::string& option, const std::string& text) {
    out = to_number(option, "a number", text, text);
  });
}

void CommandLine::option(std::vector<double>& out, std::string_view names, std::string_view doc) {
  declare(names, "X,X,...", doc, [&out](const std::string& option, const std::string& text) {
    out.clear();
    for (const std::string& part : split(text))
      out.push_back(to_number(option, "numbers with commas between them", part, text));
  });
}

void CommandLine::option(std::vector<std::string>& out, std::string_view names, std::string_view value,
                         std::string_view doc) {
  declare(names, value, doc, [&out](const std::string&, const std::string& text) { out.push_back(text); });
}

void CommandLine::choice(std::string& out, std::string_view names, std::string_view value,
                         std::span<const std::string_view> choices, std::string_view doc) {
  std::string all;
  for (const std::string_view choice : choices) all += (all.empty() ? "" : ", ") + std::string(choice);
  declare(names, value, std::string(doc) + ": " + all + " (" + out + ")",
          [&out, choices](const std::string& option, const std::string& text) {
            if (std::find(choices.begin(), choices.end(), text) == choices.end()) {
              const std::string near = nearest(text, choices);
              fail(option + " takes " + list_of(choices) + "; got " + quoted(text),
                   near.empty() ? "" : "did you mean " + quoted(near) + "?");
            }
            out = text;
          });
}

void CommandLine::flag(bool& out, std::string_view names, std::string_view doc) {
  declare(names, "", doc, [&out](const std::string&, const std::string&) { out = true; });
}

void CommandLine::example(std::string_view text) { impl_->examples.emplace_back(text); }

bool CommandLine::parse(Terminal& io) {
  bool help = false;
  flag(help, "-h,--help", "this text");
  impl_->check_names();
  try {
    impl_->app.parse(std::vector<std::string>(impl_->given.rbegin(), impl_->given.rend()));
  } catch (const CLI::ExtrasError&) {
    help = help || impl_->app.count("--help") > 0;
    if (!help)
      fail("more arguments than expected; the last is " + quoted(impl_->given.back()), "usage: " + impl_->usage);
  } catch (const CLI::ParseError& error) {
    fail(error.what(), impl_->help_hint());
  }
  if (help) {
    io.out(impl_->help());
    return false;
  }
  for (const std::string& name : impl_->required)
    if (impl_->app.get_option(name)->count() == 0) fail("missing argument " + name, "usage: " + impl_->usage);
  return true;
}

void declare_log(CommandLine& line, std::string& style) {
  line.choice(style, "--log", "LOOK", log_style_names, "the log");
}

LogSetup log_setup(const std::string& style, Terminal& io) {
  LogSetup setup;
  setup.style = *log_style_named(style);
  setup.terminal = io.is_terminal;
  setup.width = io.width;
  setup.now_ns = io.now_ns;
  setup.write = io.out;
  return setup;
}

void declare_threads(CommandLine& line, int& threads) {
  line.option(threads, "--threads", "at most so many threads, with the same result for any (0: all cores)", 0, 1024);
}

void Execution::declare(CommandLine& line) {
  declare_threads(line, threads);
  line.flag(reproducible, "--reproducible", "the same bytes on every processor; costs time only where it has no fused multiply-add (before 2013)");
}

void Overrides::declare(CommandLine& line) {
  line.option(settings, "--set", "PATH=VALUE", "a value of the config: --set optimizer.learning_rate=0.01");
  line.option(seed, "--seed", "the config's \"seed\"");
}

std::vector<std::string> Overrides::all() const {
  std::vector<std::string> list = settings;
  for (const std::string& setting : settings)
    parse_override(setting);  // a malformed one is an error of usage, found at once
  if (seed >= 0) list.push_back("seed=" + std::to_string(seed));
  return list;
}

}  // namespace nntrain
