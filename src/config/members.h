// Reading one JSON object by lists of parameters: its own and those of the structs and the component inlined in it.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "config/component.h"

namespace nntrain {

class Members {
 public:
  // `owner` is whose parameters they are, for messages: "Dense". Precondition: an object.
  Members(const Reader& object, std::string_view owner) : object_(object), owner_(owner) {}

  // Reads what the parameters name into the struct `out`, reporting required ones that are missing.
  void read(std::span<const Param> params, void* out);

  // Takes "type" and then that kind's parameters.
  void read_component(const Family& family, AnyComponent& out);

  // After all read(): reports every key that nobody asked for.
  void finish();

 private:
  void read_one(const Param& param, void* member);

  const Reader& object_;
  std::string owner_;
  std::vector<std::string_view> known_;
  bool is_complete_ = true;  // false when a component's type is unknown, so are its keys then
};

// Asks whether values that are each right are so together, unless there were errors already. Reports at the object.
void run_check(std::string (*check)(const void*), const void* value, const Reader& object, std::size_t errors_before);

// Reports a name that the family does not have, with the nearest it has.
void report_unknown(const Reader& json, const Family& family);

}  // namespace nntrain
