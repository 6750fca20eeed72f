#ifndef FMT_HEADER_ONLY
#define FMT_HEADER_ONLY  // no shared library to load at every start
#endif
#include "base/log.h"

#include <spdlog/logger.h>
#include <spdlog/sinks/ansicolor_sink.h>

#include <cstdlib>
#include <memory>
#include <string>

namespace nntrain {
namespace {

// A diagnostic is rare: its logger lives as long as it takes. The logger's name is the place.
void write(spdlog::level::level_enum level, std::string_view where, std::string_view text) {
  const char* no_color = std::getenv("NO_COLOR");
  const bool plain = no_color != nullptr && *no_color != '\0';
  auto sink = std::make_shared<spdlog::sinks::ansicolor_stderr_sink_st>(plain ? spdlog::color_mode::never
                                                                              : spdlog::color_mode::automatic);
  sink->set_pattern("%n%^%l:%$ %v");
  spdlog::logger logger(where.empty() ? std::string{} : std::string(where) + ": ", std::move(sink));
  logger.log(level, spdlog::string_view_t(text.data(), text.size()));
  logger.flush();
}

}  // namespace

void log_warning(std::string_view message, std::string_view where) { write(spdlog::level::warn, where, message); }

void log_error(const Error& error) {
  write(spdlog::level::err, error.where,
        error.hint.empty() ? error.message : error.message + "\n  hint: " + error.hint);
}

}  // namespace nntrain
