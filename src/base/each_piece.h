// Work on pieces of something large, each by itself.
#pragma once
#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <thread>
#include <vector>

namespace nntrain {

// Calls f(0) … f(count - 1), on all cores where there is much to do. Throws what the first of them that threw has thrown.
template <class F>
void each_piece(std::size_t count, bool is_much, F f) {
  std::vector<std::exception_ptr> errors(count);
  const std::size_t threads = is_much ? std::min<std::size_t>(count, std::max(1u, std::thread::hardware_concurrency())) : 1;
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < count; i = next++) {
      try {
        f(i);
      } catch (...) {
        errors[i] = std::current_exception();
        return;
      }
    }
  };
  {
    std::vector<std::jthread> team;
    for (std::size_t t = 1; t < threads; ++t) team.emplace_back(work);
    work();
  }
  for (const std::exception_ptr& error : errors)
    if (error) std::rethrow_exception(error);
}

}  // namespace nntrain
