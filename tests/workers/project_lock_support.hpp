#pragma once

#include "tests/support/catch.hpp"
#include "workers/project_lock.hpp"

#include <atomic>
#include <chrono>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace goxel::workers {

/// A clock that stands still until the test moves it.
class ManualClock final : public Clock {
 public:
  std::chrono::steady_clock::time_point now() const override { return now_; }
  std::int64_t unix_seconds() const override { return 0; }
  void advance(std::chrono::milliseconds by) { now_ += by; }

 private:
  std::chrono::steady_clock::time_point now_{std::chrono::hours(1)};
};

/// A client that goes when the test says so.
class TestClient final : public Presence {
 public:
  bool is_gone() const override { return is_gone_; }
  bool has_closed() const override { return is_gone_; }
  void go() { is_gone_ = true; }

 private:
  std::atomic<bool> is_gone_ = false;
};

inline std::shared_ptr<TestClient> make_client() { return std::make_shared<TestClient>(); }

/// A place that there must be.
inline ProjectHold take(ProjectLock& lock, std::string project_id,
                        std::shared_ptr<const Presence> client = nullptr) {
  auto taken = lock.try_take({std::move(project_id), std::move(client)});
  REQUIRE(taken.is_ok());
  return *std::move(taken);
}

/// The detail of that name; one that is missing fails the test with bad_variant_access.
template <class T>
T detail(const std::vector<ErrorDetail>& details, std::string_view key) {
  for (const ErrorDetail& found : details)
    if (found.key == key) return std::get<T>(found.value);
  throw std::bad_variant_access();
}

inline std::string holder_of(const Error& error) {
  return detail<std::string>(detail<std::vector<ErrorDetail>>(error.details, "holder"),
                             "project_id");
}

/// Waits under a name, and writes down who is served, keeping their holds.
class Queue {
 public:
  explicit Queue(ProjectLock& lock) : lock_(lock) {}
  ~Queue() {
    for (const ProjectLock::WaiterId waiter : waiters_) (void)lock_.give_up(waiter);  // Or served.
  }
  Queue(const Queue&) = delete;
  Queue& operator=(const Queue&) = delete;

  Result<ProjectLock::WaiterId> wait(const std::string& name,
                                     std::shared_ptr<const Presence> client = nullptr) {
    auto waiter = lock_.wait({name, std::move(client)}, [this, name](ProjectHold hold) {
      served.push_back(name);
      holds.push_back(std::move(hold));
    });
    if (waiter) waiters_.push_back(*waiter);
    return waiter;
  }

  std::vector<std::string> served;
  std::deque<ProjectHold> holds;

 private:
  ProjectLock& lock_;
  std::vector<ProjectLock::WaiterId> waiters_;
};

}  // namespace goxel::workers
