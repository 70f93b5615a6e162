#include "tests/support/catch.hpp"
#include "tests/workers/support.hpp"
#include "workers/job_pool.hpp"

#include <algorithm>
#include <atomic>
#include <latch>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace goxel::workers {

namespace {

JobPool::Options threads(std::uint32_t count) {
  JobPool::Options options;
  options.threads = count;
  return options;
}

bool wait_for_all(JobPool& pool) {
  return pool.wait_until_idle(std::chrono::steady_clock::now() + std::chrono::minutes(2));
}

/// Plain integers, not atomics: TSan sees when for_each returns before its parts have ended.
bool covers_each_index_once(Parallel& parallel, std::size_t count) {
  std::vector<int> visits(count, 0);
  parallel.for_each(count, [&](std::size_t i) { ++visits[i]; });
  return std::all_of(visits.begin(), visits.end(), [](int n) { return n == 1; });
}

}  // namespace

TEST_CASE("for_each from several jobs at once covers each index exactly once") {
  JobPool pool(threads(4));
  std::atomic<int> right{0};
  for (int job = 0; job < 24; ++job) {
    REQUIRE(pool.submit(std::to_string(job % 5), [&, job](Parallel& parallel, JobState&) {
      bool is_right = true;
      for (const std::size_t count : {0U, 1U, 2U, 3U, 4U, 5U, 64U, 1000U}) {
        is_right = covers_each_index_once(parallel, count + static_cast<std::size_t>(job)) &&
                   covers_each_index_once(parallel, count) && is_right;
      }
      right += is_right;
    }));
  }
  REQUIRE(wait_for_all(pool));
  CHECK(right == 24);
}

TEST_CASE("for_each of nothing calls nothing, and of one calls once on the job's own thread") {
  JobPool pool(threads(3));
  int calls_of_none = 0;
  int calls_of_one = 0;
  bool is_own_thread = false;
  REQUIRE(pool.submit("s", [&](Parallel& parallel, JobState&) {
    const auto self = std::this_thread::get_id();
    parallel.for_each(0, [&](std::size_t) { ++calls_of_none; });
    parallel.for_each(1, [&](std::size_t i) {
      calls_of_one += i == 0;
      is_own_thread = std::this_thread::get_id() == self;
    });
  }));
  REQUIRE(wait_for_all(pool));
  CHECK(calls_of_none == 0);
  CHECK(calls_of_one == 1);
  CHECK(is_own_thread);
}

TEST_CASE("free job threads help: four parts are under way at the same time") {
  JobPool pool(threads(4));
  std::latch all_inside(4);
  // Fewer than four threads would wait for ever.
  REQUIRE(pool.submit("s", [&](Parallel& parallel, JobState&) {
    parallel.for_each(4, [&](std::size_t) { all_inside.arrive_and_wait(); });
  }));
  CHECK(wait_for_all(pool));
}

TEST_CASE("for_each returns only when the parts that others took have ended") {
  JobPool pool(threads(2));
  for (int round = 0; round < 50; ++round) {
    std::latch both_inside(2);
    std::vector<int> done(2, 0);
    int done_at_return = 0;
    REQUIRE(pool.submit("s", [&](Parallel& parallel, JobState&) {
      const auto self = std::this_thread::get_id();
      parallel.for_each(2, [&](std::size_t i) {
        both_inside.arrive_and_wait();
        // The helper ends last, so that a for_each that does not wait for it is found out.
        for (int n = 0; std::this_thread::get_id() != self && n < 200; ++n) {
          std::this_thread::yield();
        }
        done[i] = 1;
      });
      done_at_return = done[0] + done[1];
    }));
    REQUIRE(wait_for_all(pool));
    REQUIRE(done_at_return == 2);
  }
}

TEST_CASE("for_each may be used inside a part of another") {
  JobPool pool(threads(3));
  std::atomic<int> right{0};
  for (int job = 0; job < 6; ++job) {
    REQUIRE(pool.submit(std::to_string(job), [&](Parallel& parallel, JobState&) {
      parallel.for_each(8, [&](std::size_t) {
        parallel.for_each(4, [&](std::size_t) { right += covers_each_index_once(parallel, 9); });
      });
    }));
  }
  REQUIRE(wait_for_all(pool));
  CHECK(right == 6 * 8 * 4);
}

TEST_CASE("for_each on a pool of one thread does all itself") {
  JobPool pool(threads(1));
  bool is_right = false;
  REQUIRE(pool.submit("s", [&](Parallel& parallel, JobState&) {
    is_right = covers_each_index_once(parallel, 100);
  }));
  REQUIRE(wait_for_all(pool));
  CHECK(is_right);
}

TEST_CASE("a part that throws ends its for_each with that exception, after the others have ended") {
  JobPool pool(threads(4));
  std::atomic<int> caught{0};
  std::atomic<int> inside_at_catch{0};
  for (int job = 0; job < 16; ++job) {
    REQUIRE(pool.submit(std::to_string(job), [&](Parallel& parallel, JobState&) {
      std::atomic<int> own_inside{0};
      try {
        parallel.for_each(100, [&](std::size_t i) {
          ++own_inside;
          if (i == 7) {
            --own_inside;
            throw std::runtime_error("part 7");
          }
          --own_inside;
        });
      } catch (const std::runtime_error& error) {
        inside_at_catch += own_inside;
        caught += error.what() == std::string("part 7");
      }
    }));
  }
  REQUIRE(wait_for_all(pool));
  CHECK(caught == 16);
  CHECK(inside_at_catch == 0);
}

TEST_CASE("a part that throws on a helping thread reaches the job") {
  JobPool pool(threads(2));
  bool was_caught = false;
  std::latch both_inside(2);
  REQUIRE(pool.submit("s", [&](Parallel& parallel, JobState&) {
    const auto self = std::this_thread::get_id();
    try {
      parallel.for_each(2, [&](std::size_t) {
        both_inside.arrive_and_wait();
        if (std::this_thread::get_id() != self) throw std::runtime_error("helper");
      });
    } catch (const std::runtime_error&) {
      was_caught = true;
    }
  }));
  REQUIRE(wait_for_all(pool));
  CHECK(was_caught);
}

TEST_CASE("a job that waits for its turn goes before helping one that runs") {
  JobPool pool(threads(2));
  const Gate is_submitted;
  const Gate small_has_run;
  std::latch both_inside(2);
  std::atomic<int> parts_run{0};
  int parts_run_before_small = -1;
  REQUIRE(pool.submit("big", [&](Parallel& parallel, JobState&) {
    const auto self = std::this_thread::get_id();
    parallel.for_each(1000, [&](std::size_t i) {
      if (i < 2) both_inside.arrive_and_wait();
      if (i < 2 && std::this_thread::get_id() == self) {
        (void)pool.submit("small", [&](Parallel&, JobState&) {
          parts_run_before_small = parts_run;
          small_has_run.open();
        });
        is_submitted.open();
        small_has_run.wait();
      } else {
        is_submitted.wait();
      }
      ++parts_run;
    });
  }));
  REQUIRE(wait_for_all(pool));
  // The helper ends the part it is in, and leaves the other 998 for the small job.
  CHECK(parts_run_before_small == 1);
  CHECK(parts_run == 1000);
}

}  // namespace goxel::workers
