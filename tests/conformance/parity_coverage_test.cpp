// Whatever is registered has a case of the parity battery: every component, and each of its options with a value that
// is not its default; the options of a job, a layer and a metric too.
#include <fnmatch.h>

#include <set>

#include "cli/command.h"
#include "support/parity.h"

namespace nntrain::test {
namespace {

// What has no case, and why. "family Type/option", with * for anything.
struct Exemption {
  const char* pattern;
  const char* reason;
};
constexpr Exemption exempt[] = {
    {"initializer *", "cases give the first weights; tests/unit/initializers_test.cpp holds what initializers draw"},
    {"*_initializer", "the same"},
    {"layer */seed", "random numbers are our own; with a rate of 0, as in the cases, there are none"},
    {"config/initial_weights", "every case runs from them"},
    {"config/checkpoint", "states on the disk change nothing: tests/property/resume_test.cpp"},
    {"config/on_nan", "no case runs away: tests/cli/divergence.test, tests/property/resume_test.cpp"},
    {"loss */name", "only for people"},
    {"optimizer */name", "only for people"},
    {"schedule */name", "the same"},
    {"callback */verbose", "changes the log only"},
    {"callback ModelCheckpoint*", "writes files, and changes nothing: tests/golden/callbacks.json"},
    {"callback CSVLogger*", "the same"},
    {"callback BackupAndRestore*", "the same: tests/cli/backup_and_restore.test"},
    {"callback TensorBoard*", "the same: tests/golden/tensor_board.json"},
    {"callback TerminateOnNaN*", "no case runs away: tests/golden/callbacks.json"},
    {"metric *IoU/axis", "Keras fails for any but -1"},
    {"metric OneHot*IoU/sparse_y_pred",
     "class numbers against a vector, which no loss takes; tests/golden/metrics.json has them"},
    {"metric BinaryCrossentropy/axis", "Keras' has none"},
    {"metric Accuracy*", "how often two numbers are equal, which trained ones never are: tests/golden/metrics.json"},
    {"metric accuracy/name", "Keras' has none: it is given by name alone"},
    {"config/name", "changes nothing but what the model file says"},
    {"config/seed", "of first weights, order of rows and dropout: the cases have none of them from us"},
    {"config/validation_data", "the same rows as with validation_split, from a file: tests/cli/validation.test"},
};

// "optimizer Adam", "config"
std::string name_of_part(const Family* family, std::string_view type) {
  return (family ? std::string(family->name) + " " : "") + std::string(type);
}

template <class F>
void each_option(std::span<const Param> params, F f) {
  for (const Param& param : params) {
    if (!param.is_inlined)
      f(param);
    else if (!param.field->family)
      each_option(param.field->params, f);
  }
}

Json written(const Param& param, const void* object) {
  Json json;
  param.field->write(Writer(json), param.member(const_cast<void*>(object)));
  return json;
}

// Options whose value is not the default. Values of what is inlined lie inside it.
void add_changed(std::span<const Param> params, const void* value, const void* defaults, const std::string& part,
                 std::set<std::string>& found) {
  for (const Param& param : params) {
    if (param.is_inlined) {
      const auto member = [&](const void* object) { return param.member(const_cast<void*>(object)); };
      if (!param.field->family) add_changed(param.field->params, member(value), member(defaults), part, found);
    } else if (written(param, value) != written(param, defaults)) {
      found.insert(part + "/" + std::string(param.name));
    }
  }
}

std::set<std::string> covered() {
  std::set<std::string> found;
  for (const std::string& group : parity_groups())
    for (const Json& each : parity_cases(group))
      walk(spec_of_case(each), [&](const Part& part) {
        const std::string name = name_of_part(part.family, part.type);
        found.insert(name);
        add_changed(part.params, part.value, part.defaults, name, found);
      });
  return found;
}

std::set<std::string> wanted() {
  std::set<std::string> all;
  const auto add = [&](const Family* family, std::string_view type, std::span<const Param> params) {
    const std::string part = name_of_part(family, type);
    all.insert(part);
    each_option(params, [&](const Param& param) {
      if (!param.is_required) all.insert(part + "/" + std::string(param.name));
    });
  };
  for (const Reference& reference : reference_commands())
    for (std::size_t i = 0; reference.is_keras && i < reference.family->size(); ++i)
      add(reference.family, reference.family->kind(i).type, reference.family->kind(i).params);
  add(nullptr, Spec::type, Spec::params);
  add(nullptr, LayerEntry::type, LayerEntry::params);
  add(nullptr, MetricEntry::type, MetricEntry::params);
  return all;
}

TEST(ParityCoverage, WhateverIsRegisteredHasACase) {
  const std::set<std::string> have = covered();
  std::set<const Exemption*> used;
  for (const std::string& name : wanted()) {
    if (have.contains(name)) continue;
    bool is_exempt = false;
    for (const Exemption& each : exempt)
      if (fnmatch(each.pattern, name.c_str(), 0) == 0) is_exempt = true, used.insert(&each);
    EXPECT_TRUE(is_exempt) << name
                           << " is in no case of tests/golden/recorder/parity_cases: add one and run record.py parity";
  }
  for (const Exemption& each : exempt)
    EXPECT_TRUE(used.contains(&each)) << each.pattern << " is exempt, but has a case";
}

}  // namespace
}  // namespace nntrain::test
