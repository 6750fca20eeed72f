#include "config/elsewhere.h"

#include "config/component.h"

namespace nntrain {

namespace {

struct Elsewhere {
  std::string_view family, name, instead;
};

constexpr std::string_view no_code = "a config holds no code: --log json tells of each epoch on standard output, CSVLogger and TensorBoard in files";

constexpr Elsewhere all[] = {
    {"callback", "BaseLogger", "what the log shows of an epoch are the means over its steps anyway"},
    {"callback", "Callback", no_code},
    {"callback", "CallbackList", "\"callbacks\" is the list itself"},
    {"callback", "History", "the model file holds it, as \"history\""},
    {"callback", "LambdaCallback", no_code},
    {"callback", "OrbaxCheckpoint", "\"checkpoint\" in the config, or --checkpoint-dir, writes whole states of the run, from which --resume goes on; ModelCheckpoint writes models"},
    {"callback", "ProgbarLogger", "--log classic, modern or lines says how the progress is shown"},
    {"callback", "RemoteMonitor", "--log json writes an object for each epoch to standard output, for a program like curl that sends it on"},
};

}  // namespace

std::string_view instead_of(std::string_view family, std::string_view name) {
  for (const Elsewhere& e : all)
    if (e.family == family && (e.name == name || snake_case(e.name) == name)) return e.instead;
  return {};
}

}  // namespace nntrain
