#include <new>

#include "base/text.h"
#include "cli/command.h"

namespace nntrain {

namespace {

constexpr const Command* all[] = {&init_command,    &fit_command,     &verify_command, &check_command,          &evaluate_command,      &predict_command, &bench_command,
                                  &weights_command, &summary_command, &convert_config_command, &export_command, &import_command, &inspect_command, &gen_synthetic_command, &schema_command,  &version_command};

std::string command_lines(std::string_view title, std::span<const Command* const> commands) {
  std::string out = '\n' + std::string(title) + '\n';
  for (const Command* command : commands)
    out += "  " + std::string(command->name) + std::string(15 - command->name.size(), ' ') +
           std::string(command->summary) + '\n';
  return out;
}

std::vector<const Command*> reference_list() {
  std::vector<const Command*> list;
  for (const Command& command : reference_commands()) list.push_back(&command);
  return list;
}

std::string overview() {
  return "nntrain: Keras in one small binary. A training job is one JSON file.\n"
         "\nusage: nntrain COMMAND [arguments] [options]\n" +
         command_lines("commands:", all) + command_lines("reference, of what a config may say:", reference_list()) +
         "\nexample:\n"
         "  nntrain gen-synthetic -o d.csv\n"
         "  nntrain fit configs/tutorial.json d.csv\n"
         "  nntrain weights model.json\n"
         "\nEach command has --help.\n";
}

const Command& command_named(const std::string& name) {
  std::vector<std::string_view> names;
  for (const auto& commands : {std::vector<const Command*>(std::begin(all), std::end(all)), reference_list()})
    for (const Command* command : commands) {
      if (command->name == name) return *command;
      names.push_back(command->name);
    }
  const std::string near = nearest(name, std::span<const std::string_view>(names));
  throw Error(ErrorKind::usage, (name.starts_with('-') ? "unknown option " : "unknown command ") + name, {},
              near.empty() ? "nntrain --help lists the commands" : "did you mean \"nntrain " + near + "\"?");
}

// "help fit" is "fit --help", "--version" is "version".
int run_words(std::vector<std::string> words, Terminal& io) {
  if (words.empty()) {
    io.note(overview());
    return static_cast<int>(ErrorKind::usage);
  }
  if (words[0] == "help" && words.size() > 1) words = {words[1], "--help"};
  if (words[0] == "help" || words[0] == "--help" || words[0] == "-h") {
    io.out(overview());
    return 0;
  }
  if (words[0] == "--version") words[0] = "version";
  const Command& command = command_named(words[0]);
  command.run(command, std::span<const std::string>(words).subspan(1), io);
  return 0;
}

}  // namespace

int run(int argc, const char* const* argv, Terminal& io) {
  const auto fail = [&](const Error& error) {
    io.error(error);
    return static_cast<int>(error.kind);
  };
  try {
    return run_words({argv + std::min(argc, 1), argv + argc}, io);
  } catch (const Error& error) {
    return fail(error);
  } catch (const std::bad_alloc&) {
    return fail(
        Error(ErrorKind::internal, "not enough memory", {}, "use fewer units, a smaller batch_size or fewer rows"));
  } catch (const std::exception& error) {
    return fail(Error(ErrorKind::internal, error.what(), {}, "this is a mistake in nntrain; please report it"));
  }
}

}  // namespace nntrain
