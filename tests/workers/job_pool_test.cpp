#include "workers/job_pool.hpp"

#include "tests/support/catch.hpp"
#include "tests/workers/support.hpp"

#include <algorithm>
#include <atomic>
#include <future>
#include <optional>
#include <stdexcept>
#include <string>
#include <sys/resource.h>
#include <unistd.h>

namespace goxel::workers {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

JobPool::Options options(std::uint32_t threads, std::int64_t per_key = 64,
                         std::int64_t all = 4096) {
  JobPool::Options result;
  result.threads = threads;
  result.jobs_per_key = per_key;
  result.jobs = all;
  return result;
}

/// Keeps a one-thread pool busy until it is opened.
Gate block(JobPool& pool, const std::string& key = "blocker") {
  Gate is_running;
  Gate release;
  REQUIRE(pool.submit(key, [=](Parallel&, JobState&) mutable {
    is_running.open();
    release.wait();
  }));
  is_running.wait();
  return release;
}

bool wait_for_all(JobPool& pool) {
  return pool.wait_until_idle(steady_clock::now() + std::chrono::minutes(2));
}

std::string detail(const Error& error, const std::string& key) {
  for (const ErrorDetail& fact : error.details) {
    if (fact.key != key) continue;
    const auto* number = std::get_if<std::int64_t>(&fact.value);
    return number != nullptr ? std::to_string(*number) : std::get<std::string>(fact.value);
  }
  return "none";
}

void do_nothing(Parallel&, JobState&) {}

}  // namespace

TEST_CASE("jobs of one key run in order, and keys take turns") {
  JobPool pool(options(1));
  Gate release = block(pool);
  std::string order;
  const auto submit = [&](const std::string& key, char name) {
    return pool.submit(key, [&order, name](Parallel&, JobState&) { order += name; }).is_ok();
  };
  for (const char name : {'a', 'b', 'c', 'd'}) REQUIRE(submit("first", name));
  for (const char name : {'1', '2'}) REQUIRE(submit("second", name));
  REQUIRE(submit("third", 'x'));

  release.open();
  REQUIRE(wait_for_all(pool));
  CHECK(order == "a1xb2cd");
}

TEST_CASE("a session's jobs are refused one past its limit, and others go on") {
  JobPool pool(options(1, 3));
  Gate release = block(pool, "s");
  REQUIRE(pool.submit("s", do_nothing));
  REQUIRE(pool.submit("s", do_nothing));

  const auto refused = pool.submit("s", do_nothing);
  REQUIRE(!refused);
  CHECK(refused.error().code == ErrorCode::Busy);
  CHECK(detail(refused.error(), "limit") == "jobs_per_session");
  CHECK(detail(refused.error(), "maximum") == "3");
  CHECK(detail(refused.error(), "retry_after_ms") == "100");
  CHECK(pool.submit("other", do_nothing).is_ok());
  CHECK(pool.job_count() == 4);

  release.open();
  REQUIRE(wait_for_all(pool));
  CHECK(pool.submit("s", do_nothing).is_ok());
}

TEST_CASE("jobs of all sessions are refused one past the limit for all") {
  JobPool pool(options(1, 64, 3));
  Gate release = block(pool);
  REQUIRE(pool.submit("a", do_nothing));
  REQUIRE(pool.submit("b", do_nothing));

  const auto refused = pool.submit("c", do_nothing);
  REQUIRE(!refused);
  CHECK(refused.error().code == ErrorCode::Busy);
  CHECK(detail(refused.error(), "limit") == "jobs");
  CHECK(detail(refused.error(), "maximum") == "3");
  CHECK(detail(refused.error(), "retry_after_ms") == "100");
  CHECK(pool.job_count() == 3);

  release.open();
  REQUIRE(wait_for_all(pool));
  CHECK(pool.submit("c", do_nothing).is_ok());
}

TEST_CASE("a limit of no jobs a session refuses every job") {
  JobPool pool(options(1, 0));
  CHECK(!pool.submit("s", do_nothing));
  CHECK(pool.job_count() == 0);
}

TEST_CASE("a queued job that was cancelled is still run, and sees so at once") {
  JobPool pool(options(1));
  Gate release = block(pool);
  bool was_stopped = false;
  const auto state =
      pool.submit("s", [&](Parallel&, JobState& own) { was_stopped = own.is_stop_requested(); });
  REQUIRE(state);
  (*state)->cancel();
  release.open();
  REQUIRE(wait_for_all(pool));
  CHECK(was_stopped);
  CHECK(stop_error(**state).code == ErrorCode::Cancelled);
}

TEST_CASE("a running job that polls learns that it was cancelled") {
  JobPool pool(options(1));
  Gate is_running;
  const auto state = pool.submit("s", [=](Parallel&, JobState& own) mutable {
    own.report(0.5, "half");
    is_running.open();
    while (!own.is_stop_requested()) std::this_thread::yield();
  });
  REQUIRE(state);
  is_running.wait();
  CHECK((*state)->fraction() == 0.5);
  CHECK(!(*state)->is_cancelled());
  (*state)->cancel();
  REQUIRE(wait_for_all(pool));
  CHECK(stop_error(**state).code == ErrorCode::Cancelled);
}

TEST_CASE("a job that runs past the time limit is told to stop, with the limit's name") {
  const milliseconds limit = GENERATE(milliseconds(0), milliseconds(1));
  JobPool::Options tight = options(1);
  tight.time_limit = limit;
  JobPool pool(tight);
  const auto state = pool.submit("s", [](Parallel&, JobState& own) {
    while (!own.is_stop_requested()) std::this_thread::yield();
  });
  REQUIRE(state);
  REQUIRE(wait_for_all(pool));
  CHECK(!(*state)->is_cancelled());
  CHECK((*state)->is_out_of_time());
  CHECK(stop_error(**state).code == ErrorCode::LimitExceeded);
  CHECK(detail(stop_error(**state), "limit") == "job_time_ms");
  (*state)->cancel();
  CHECK(stop_error(**state).code == ErrorCode::Cancelled);
}

TEST_CASE("time in the queue does not count against the time limit") {
  const JobState state(milliseconds(0));
  CHECK(!state.is_out_of_time());
  CHECK(!state.is_stop_requested());
}

TEST_CASE(
    "cancel_all stops what runs, what waits and what comes later, until jobs are accepted again") {
  JobPool pool(options(1));
  Gate is_running;
  std::atomic<int> stopped{0};
  const auto running = pool.submit("a", [&, is_running](Parallel&, JobState& own) mutable {
    is_running.open();
    while (!own.is_stop_requested()) std::this_thread::yield();
    ++stopped;
  });
  REQUIRE(running);
  for (int i = 0; i < 5; ++i) {
    REQUIRE(pool.submit("b", [&](Parallel&, JobState& own) { stopped += own.is_cancelled(); }));
  }
  is_running.wait();
  pool.cancel_all();
  REQUIRE(wait_for_all(pool));
  CHECK(stopped == 6);

  const auto later = pool.submit("a", do_nothing);
  REQUIRE(later);
  CHECK((*later)->is_cancelled());
  pool.accept_jobs();
  const auto accepted = pool.submit("a", do_nothing);
  REQUIRE(accepted);
  REQUIRE(wait_for_all(pool));
  CHECK(!(*accepted)->is_cancelled());
}

TEST_CASE("waiting for idle gives up at its deadline") {
  JobPool pool(options(1));
  CHECK(pool.wait_until_idle(steady_clock::now()));
  Gate release = block(pool);
  CHECK(!pool.wait_until_idle(steady_clock::now() - milliseconds(1)));
  CHECK(!pool.wait_until_idle(steady_clock::now() + milliseconds(1)));
  release.open();
  CHECK(wait_for_all(pool));
  CHECK(pool.job_count() == 0);
}

TEST_CASE("a destroyed pool runs its queued jobs as cancelled") {
  std::atomic<int> cancelled{0};
  std::atomic<int> total{0};
  {
    JobPool pool(options(1));
    Gate is_running;
    REQUIRE(pool.submit("a", [is_running](Parallel&, JobState& own) mutable {
      is_running.open();
      while (!own.is_stop_requested()) std::this_thread::yield();
    }));
    is_running.wait();
    for (const std::string key : {"a", "b", "a", "c"}) {
      REQUIRE(pool.submit(key, [&](Parallel&, JobState& own) {
        cancelled += own.is_cancelled();
        ++total;
      }));
    }
  }
  CHECK(total == 4);
  CHECK(cancelled == 4);
}

TEST_CASE("a job that a job submits while the pool closes is run as cancelled") {
  std::promise<bool> was_cancelled;
  {
    JobPool pool(options(1));
    Gate is_running;
    REQUIRE(pool.submit("a", [&, is_running](Parallel&, JobState& own) mutable {
      is_running.open();
      // Only the destructor cancels, so what is submitted after comes while the pool closes.
      while (!own.is_stop_requested()) std::this_thread::yield();
      (void)pool.submit(
          "a", [&](Parallel&, JobState& inner) { was_cancelled.set_value(inner.is_cancelled()); });
    }));
    is_running.wait();
  }
  CHECK(was_cancelled.get_future().get());
}

TEST_CASE("a job that throws ends, and its thread goes on") {
  JobPool pool(options(1));
  REQUIRE(pool.submit("s", [](Parallel&, JobState&) { throw std::runtime_error("bad"); }));
  REQUIRE(pool.submit("s", [](Parallel&, JobState&) { throw 1; }));
  bool has_run = false;
  REQUIRE(pool.submit("s", [&](Parallel&, JobState&) { has_run = true; }));
  REQUIRE(wait_for_all(pool));
  CHECK(has_run);
  CHECK(pool.job_count() == 0);
}

TEST_CASE("what a job holds is given back before the job counts as ended") {
  JobPool pool(options(1));
  auto held = std::make_shared<int>(1);
  const std::weak_ptr<int> seen = held;
  REQUIRE(pool.submit("s", [held = std::move(held)](Parallel&, JobState&) {}));
  REQUIRE(wait_for_all(pool));
  CHECK(seen.expired());
}

#ifdef __linux__
TEST_CASE("job threads run at a lower priority than the thread that made them") {
  const int own = getpriority(PRIO_PROCESS, static_cast<id_t>(gettid()));
  JobPool pool(options(2));
  std::promise<int> promise;
  REQUIRE(pool.submit("s", [&](Parallel&, JobState&) {
    promise.set_value(getpriority(PRIO_PROCESS, static_cast<id_t>(gettid())));
  }));
  CHECK(promise.get_future().get() == std::min(own + 10, 19));
  CHECK(getpriority(PRIO_PROCESS, static_cast<id_t>(gettid())) == own);
}

TEST_CASE("job threads stay below a maker that is niced itself") {
  // The niceness is the thread's, so one that ends takes it along.
  std::promise<std::pair<int, int>> promise;
  std::thread([&] {
    const auto self = static_cast<id_t>(gettid());
    (void)setpriority(PRIO_PROCESS, self, 12);
    const int own = getpriority(PRIO_PROCESS, self);
    JobPool pool(options(1));
    (void)pool.submit("s", [&](Parallel&, JobState&) {
      promise.set_value({own, getpriority(PRIO_PROCESS, static_cast<id_t>(gettid()))});
    });
  }).join();
  const auto [own, job] = promise.get_future().get();
  CHECK(job == std::min(own + 10, 19));
}
#endif

}  // namespace goxel::workers
