// TerminateOnNaN: ends the run at the first step after which the loss is not finite.
#pragma once
#include "callbacks/callback.h"

namespace nntrain::callbacks {

struct TerminateOnNaN {
  static constexpr std::string_view type = "TerminateOnNaN", summary = "Ends the run when the loss is not finite.";
  // Keras' to_snake_case makes something else of it.
  static constexpr std::array<std::string_view, 1> aliases{"terminate_on_nan"};

  bool raise_error = false;

  static constexpr std::array params{
      optional<&TerminateOnNaN::raise_error>("raise_error",
                                             "end with an error, at once; other callbacks do not end theirs"),
  };

  std::unique_ptr<RunningCallback> start(const JobFacts& job) const;
};

}  // namespace nntrain::callbacks
