// SPDX-License-Identifier: BSL-1.0
// As much of oneTBB as threads.hpp calls, in threads of the standard library: the thread sanitizer sees how these
// wait for each other, and does not see it of a library that was built without it.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <exception>
#include <map>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

namespace oneapi::tbb {

struct global_control {
  enum parameter { max_allowed_parallelism };
  static std::size_t active_value(parameter) { return 8; }
};

namespace this_task_arena {
inline int max_concurrency() { return 8; }
}  // namespace this_task_arena

struct task_group_context {
  enum kind { isolated };
  explicit task_group_context(kind) {}
};

inline thread_local int threads_of_arena = 1;

class task_arena {
 public:
  explicit task_arena(int threads) : threads_(threads) {}
  template <class Run>
  void execute(Run run) const {
    const int before = std::exchange(threads_of_arena, threads_);
    run();
    threads_of_arena = before;
  }

 private:
  int threads_;
};

enum class filter_mode { serial_in_order, parallel };

class flow_control {
 public:
  void stop() { stopped_ = true; }
  [[nodiscard]] bool is_stopped() const { return stopped_; }

 private:
  bool stopped_ = false;
};

template <class... Filters>
struct filters;
template <class Start, class Fill, class Finish>
struct filters<Start, Fill, Finish> {
  Start start;
  Fill fill;
  Finish finish;
};
template <class First, class Second>
struct filters<First, Second> {
  First first;
  Second second;
};
template <class Only>
struct filters<Only> {
  Only only;
};

template <class From, class To, class Call>
filters<Call> make_filter(filter_mode, Call call) {
  return {call};
}
template <class First, class Second>
filters<First, Second> operator&(const filters<First>& first, const filters<Second>& second) {
  return {first.only, second.only};
}
template <class First, class Second, class Third>
filters<First, Second, Third> operator&(const filters<First, Second>& before, const filters<Third>& third) {
  return {before.first, before.second, third.only};
}

/// Starts items in order, at most `tokens` of them at a time, fills them on all threads, and finishes them in order, on
/// whichever thread comes by.
template <class Start, class Fill, class Finish>
void parallel_pipeline(std::size_t tokens, const filters<Start, Fill, Finish>& chain, task_group_context&) {
  using item = decltype(chain.start(std::declval<flow_control&>()));
  std::mutex mutex;
  std::condition_variable changed;
  flow_control control;
  std::exception_ptr thrown;
  std::map<std::size_t, item> filled;
  std::size_t started = 0;
  std::size_t finished = 0;
  bool finishing = false;
  const auto work = [&] {
    std::unique_lock lock(mutex);
    while (true) {
      changed.wait(lock, [&] { return started - finished < tokens || control.is_stopped() || thrown; });
      if (control.is_stopped() || thrown) return;
      const item one = chain.start(control);
      if (control.is_stopped()) return changed.notify_all();
      const std::size_t number = started++;
      try {
        lock.unlock();
        const item other = chain.fill(one);
        lock.lock();
        filled[number] = other;
        while (!finishing && filled.contains(finished) && !thrown) {
          finishing = true;
          const item next = filled.extract(finished).mapped();
          lock.unlock();
          chain.finish(next);
          lock.lock();
          finishing = false;
          ++finished;
          changed.notify_all();
        }
      } catch (...) {
        if (!lock.owns_lock()) lock.lock();
        if (!thrown) thrown = std::current_exception();
        changed.notify_all();
      }
    }
  };
  std::vector<std::thread> others;
  for (int i = 1; i < threads_of_arena; ++i) others.emplace_back(work);
  work();
  for (auto& other : others) other.join();
  if (thrown) std::rethrow_exception(thrown);
}

}  // namespace oneapi::tbb
