#include "cli/profile_text.h"

#include <algorithm>
#include <array>
#include <cstdarg>
#include <cstdio>

#include "base/text.h"

namespace nntrain {

namespace {

[[gnu::format(printf, 1, 2)]] std::string print(const char* format, ...) {
  std::array<char, 200> text;
  va_list arguments;
  va_start(arguments, format);
  std::vsnprintf(text.data(), text.size(), format, arguments);
  va_end(arguments);
  return text.data();
}

std::string rate(double count, double seconds) { return seconds > 0 && count > 0 ? print("%.1f", count / seconds * 1e-9) : ""; }
std::string share(double count, double seconds, double most) {
  return seconds > 0 && count > 0 ? print("%.0f%%", 100 * count / seconds / most) : "";
}

}  // namespace

std::string duration_text(double seconds) {
  if (seconds < 1e-6) return print("%.3g ns", seconds * 1e9);
  if (seconds < 1e-3) return print("%.3g us", seconds * 1e6);
  if (seconds < 1) return print("%.3g ms", seconds * 1e3);
  return print("%.3g s", seconds);
}

std::string profile_text(const ProfileReport& report) {
  std::string text = print("%s a step of %.3g %s; %s, %s, arena %lld KiB; medians of ", duration_text(report.step_seconds).c_str(), report.batch,
                           report.batch == 1 ? "row" : "rows", count_of(report.threads, "thread").c_str(), report.isa.c_str(),
                           static_cast<long long>((report.arena_bytes + 1023) / 1024)) +
                     count_of(report.steps, "step") + "\n";
  text += print("at most, %s: %.0f GFLOP/s in registers, %.1f GB/s to and from the memory\n", report.threads == 1 ? "on one core" : "on as many cores",
                report.limits.flops * 1e-9, report.limits.memory_bytes * 1e-9);
  std::vector<const ProfileReport::Row*> rows;
  bool waits = false;
  for (const ProfileReport::Row& row : report.rows) {
    rows.push_back(&row);
    waits = waits || row.waited > 0.001 * report.step_seconds;
  }
  std::stable_sort(rows.begin(), rows.end(), [](const auto* a, const auto* b) { return a->seconds + a->waited > b->seconds + b->waited; });
  text += print("\n%6s  %9s  ", "share", "time") + (waits ? print("%9s  ", "waiting") : "") +
          print("%9s  %5s  %7s  %5s  op\n", "GFLOP/s", "peak", "GB/s", "peak");
  for (const ProfileReport::Row* row : rows) {
    text += print("%5.1f%%  %9s  ", 100 * (row->seconds + row->waited) / std::max(report.step_seconds, 1e-12), duration_text(row->seconds).c_str());
    if (waits) text += print("%9s  ", row->waited > 0 ? duration_text(row->waited).c_str() : "");
    text += print("%9s  %5s  %7s  %5s  ", rate(row->flops, row->seconds).c_str(), share(row->flops, row->seconds, report.limits.flops).c_str(),
                  rate(row->bytes, row->seconds).c_str(), share(row->bytes, row->seconds, report.limits.memory_bytes).c_str());
    text += row->note.ops + " " + row->note.result + (row->note.place.starts_with("state ") ? " " + row->note.place.substr(6) : "") + "\n";
  }
  return text;
}

}  // namespace nntrain
