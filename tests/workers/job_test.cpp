#include "workers/job.hpp"

#include "tests/support/catch.hpp"
#include "tests/workers/support.hpp"

#include <atomic>
#include <exception>
#include <functional>
#include <future>
#include <memory>
#include <new>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

namespace goxel::workers {

namespace {

/// What came back, and where.
struct Answer {
  Result<int> result;
  std::thread::id thread;
};

/// Submits `run` for worker 1 of two and waits for its answer.
Answer answer_of(std::function<Result<int>(Parallel&, JobState&)> run) {
  const SystemClock clock;
  WorkerPool workers(2, clock, nullptr);
  JobPool pool(JobPool::Options{});
  std::promise<Answer> answer;
  const auto state = submit_job<int>(
      pool, "s", workers.worker(1), std::move(run), [&](Context&, Result<int> result) {
        answer.set_value({std::move(result), std::this_thread::get_id()});
      });
  REQUIRE(state);
  Answer got = answer.get_future().get();
  const auto owner =
      ask_worker(workers.worker(1), [](Context& context) { return context.thread(); });
  CHECK(got.thread == owner);
  return got;
}

}  // namespace

TEST_CASE("a job's value reaches finish on the owner's thread") {
  CHECK(answer_of([](Parallel&, JobState&) { return Result<int>(42); }).result.value() == 42);
}

TEST_CASE("a job's error reaches finish as it is") {
  const Error error{ErrorCode::FormatError, "no header"};
  CHECK(answer_of([&](Parallel&, JobState&) -> Result<int> { return error; }).result.error() ==
        error);
}

TEST_CASE("a job's exception reaches finish as an internal error that keeps its text back") {
  const Error error = answer_of([](Parallel&, JobState&) -> Result<int> {
                        throw std::runtime_error("/etc/shadow");
                      }).result.error();
  CHECK(error.code == ErrorCode::InternalError);
  CHECK(error.message == "the job ended in an exception of type std::runtime_error");
}

TEST_CASE("a job's exception of any type reaches finish") {
  const Error error =
      answer_of([](Parallel&, JobState&) -> Result<int> { throw 7; }).result.error();
  CHECK(error.code == ErrorCode::InternalError);
  CHECK(error.message == "the job ended in an exception of an unknown type");
}

TEST_CASE("a job that ran out of memory fails with the limit's name") {
  const Error error =
      answer_of([](Parallel&, JobState&) -> Result<int> { throw std::bad_alloc(); }).result.error();
  CHECK(error.code == ErrorCode::LimitExceeded);
  CHECK(error.details == std::vector<ErrorDetail>{{"limit", "memory"}});
}

TEST_CASE("a job cancelled before it began is answered without being run") {
  const SystemClock clock;
  WorkerPool workers(1, clock, nullptr);
  JobPool pool(JobPool::Options{});
  Gate is_running;
  Gate release;
  REQUIRE(pool.submit("s", [=](Parallel&, JobState&) mutable {
    is_running.open();
    release.wait();
  }));
  is_running.wait();
  std::atomic<bool> has_run{false};
  std::promise<Result<int>> answer;
  const auto state = submit_job<int>(
      pool, "s", workers.worker(0),
      [&](Parallel&, JobState&) {
        has_run = true;
        return Result<int>(1);
      },
      [&](Context&, Result<int> result) { answer.set_value(std::move(result)); });
  REQUIRE(state);
  (*state)->cancel();
  release.open();
  CHECK(answer.get_future().get().error().code == ErrorCode::Cancelled);
  CHECK(!has_run);
}

TEST_CASE("what a job's run holds is gone before finish, and what finish holds ends on the owner") {
  const SystemClock clock;
  WorkerPool workers(1, clock, nullptr);
  JobPool pool(JobPool::Options{});
  auto input = std::make_shared<int>(1);
  const std::weak_ptr<int> input_seen = input;
  std::promise<std::thread::id> finish_ended;
  std::shared_ptr<int> held(new int(0), [&](int* value) {
    std::default_delete<int>()(value);
    finish_ended.set_value(std::this_thread::get_id());
  });
  std::promise<bool> was_gone;
  REQUIRE(submit_job<int>(
      pool, "s", workers.worker(0),
      [input = std::move(input)](Parallel&, JobState&) { return Result<int>(*input); },
      [&, held = std::move(held)](Context&, Result<int>) {
        was_gone.set_value(input_seen.expired());
      }));
  CHECK(was_gone.get_future().get());
  const auto owner =
      ask_worker(workers.worker(0), [](Context& context) { return context.thread(); });
  CHECK(finish_ended.get_future().get() == owner);
}

TEST_CASE("a refused job calls neither run nor finish") {
  const SystemClock clock;
  WorkerPool workers(1, clock, nullptr);
  JobPool::Options none;
  none.jobs = 0;
  JobPool pool(none);
  const auto refused = submit_job<int>(
      pool, "s", workers.worker(0), [](Parallel&, JobState&) -> Result<int> { std::terminate(); },
      [](Context&, Result<int>) { std::terminate(); });
  REQUIRE(!refused);
  CHECK(refused.error().code == ErrorCode::Busy);
}

TEST_CASE("jobs that outlast the workers post into the void without harm") {
  const SystemClock clock;
  std::atomic<int> answers{0};
  {
    WorkerPool workers(2, clock, nullptr);
    JobPool pool(JobPool::Options{});
    Gate is_running;
    REQUIRE(submit_job<int>(
        pool, "s", workers.worker(1),
        [is_running](Parallel&, JobState& state) mutable -> Result<int> {
          is_running.open();
          while (!state.is_stop_requested()) std::this_thread::yield();
          return stop_error(state);
        },
        [&](Context&, Result<int>) { ++answers; }));
    is_running.wait();
    // The order of a shutdown whose drain time has passed: workers, jobs, and the pool's memory.
    workers.stop();
  }
  CHECK(answers == 0);
}

}  // namespace goxel::workers
