// Work on pieces that are fetched one after the other, done on several threads and handed out in order.
#pragma once
#include <condition_variable>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>
#include <utility>
#include <vector>

namespace nntrain {

// A Worker belongs to one thread and has
//   bool fetch()   takes the next piece, false after the last; never called by two workers at once
//   Result work()  on what it fetched
// What either throws comes out of next() in its turn, and nothing is fetched any more. One worker works within next(), without
// a thread. Finished pieces that wait to be handed out are at most two for each worker.
template <class Worker>
class OrderedWork {
 public:
  using Result = decltype(std::declval<Worker&>().work());

  explicit OrderedWork(std::vector<std::unique_ptr<Worker>> workers) : workers_(std::move(workers)), slots_(3 * workers_.size()) {
    if (workers_.size() == 1) return;
    for (const std::unique_ptr<Worker>& worker : workers_) {
      threads_.emplace_back([this, w = worker.get()](const std::stop_token& stop) { run(*w, stop); });
    }
  }

  ~OrderedWork() {
    for (std::jthread& thread : threads_) thread.request_stop();  // all, before one is waited for
  }

  // The next piece's result; nothing after the last.
  std::optional<Result> next() {
    if (threads_.empty()) return workers_[0]->fetch() ? std::optional<Result>(workers_[0]->work()) : std::nullopt;
    Slot slot;
    {
      std::unique_lock lock(mutex_);
      Slot& mine = slots_[handed_out_ % slots_.size()];
      changed_.wait(lock, [&] { return mine.is_done || (has_ended_ && handed_out_ == fetched_); });
      if (!mine.is_done) return std::nullopt;
      slot = std::exchange(mine, {});
      ++handed_out_;
    }
    changed_.notify_all();
    if (slot.error) std::rethrow_exception(slot.error);
    return std::move(slot.result);
  }

 private:
  struct Slot {
    bool is_done = false;
    std::optional<Result> result;
    std::exception_ptr error;
  };

  void run(Worker& worker, const std::stop_token& stop) {
    while (true) {
      Slot slot;
      std::size_t number = 0;
      {
        const std::lock_guard turn(fetching_);
        std::unique_lock lock(mutex_);
        changed_.wait(lock, stop, [&] { return has_ended_ || fetched_ < handed_out_ + slots_.size(); });
        if (has_ended_ || stop.stop_requested()) return;
        lock.unlock();
        bool is_piece = true;
        try {
          is_piece = worker.fetch();
        } catch (...) {
          slot.error = std::current_exception();
        }
        lock.lock();
        has_ended_ = !is_piece || slot.error;
        if (is_piece) number = fetched_++;
        lock.unlock();
        if (!is_piece) return changed_.notify_all();
      }
      if (!slot.error) {
        try {
          slot.result = worker.work();
        } catch (...) {
          slot.error = std::current_exception();
        }
      }
      slot.is_done = true;
      {
        const std::lock_guard lock(mutex_);
        has_ended_ |= slot.error != nullptr;
        slots_[number % slots_.size()] = std::move(slot);
      }
      changed_.notify_all();
    }
  }

  std::vector<std::unique_ptr<Worker>> workers_;
  std::mutex fetching_;  // held by whoever fetches; taken before mutex_
  std::mutex mutex_;     // of all below
  std::condition_variable_any changed_;
  std::vector<Slot> slots_;
  std::size_t fetched_ = 0, handed_out_ = 0;
  bool has_ended_ = false;
  std::vector<std::jthread> threads_;  // joined before the rest goes
};

}  // namespace nntrain
