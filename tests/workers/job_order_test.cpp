#include "tests/support/catch.hpp"
#include "workers/job_pool.hpp"

#include <latch>
#include <vector>

namespace goxel::workers {

namespace {

JobPool::Options three_threads() {
  JobPool::Options options;
  options.threads = 3;
  return options;
}

}  // namespace

TEST_CASE("jobs of one key that run one by one end in the order in which they came") {
  std::vector<int> ended;  // unguarded: that no two run at once is what is tested, under TSan too
  JobPool pool(three_threads());
  for (int i = 0; i < 20; ++i) {
    REQUIRE(pool.submit(
        "s", [&ended, i](Parallel&, JobState&) { ended.push_back(i); }, JobOrder::OneByOne));
  }
  REQUIRE(pool.wait_until_idle(std::chrono::steady_clock::now() + std::chrono::seconds(60)));
  REQUIRE(ended.size() == 20);
  for (int i = 0; i < 20; ++i) CHECK(ended[static_cast<std::size_t>(i)] == i);
}

TEST_CASE("a one by one job that waits holds back no job of another key") {
  std::latch may_end(1);
  std::latch other_ran(1);
  JobPool pool(three_threads());
  REQUIRE(pool.submit(
      "s", [&](Parallel&, JobState&) { may_end.wait(); }, JobOrder::OneByOne));
  REQUIRE(pool.submit(
      "s", [](Parallel&, JobState&) {}, JobOrder::OneByOne));
  REQUIRE(pool.submit("t", [&](Parallel&, JobState&) { other_ran.count_down(); }));
  other_ran.wait();
  may_end.count_down();
  CHECK(pool.wait_until_idle(std::chrono::steady_clock::now() + std::chrono::seconds(60)));
}

TEST_CASE("helpers serve a running job while one by one jobs wait for their turn") {
  JobPool pool(three_threads());
  std::atomic<int> parts{0};
  REQUIRE(pool.submit(
      "s",
      [&](Parallel& parallel, JobState&) {
        parallel.for_each(1000, [&](std::size_t) { ++parts; });
      },
      JobOrder::OneByOne));
  REQUIRE(pool.submit(
      "s", [](Parallel&, JobState&) {}, JobOrder::OneByOne));
  CHECK(pool.wait_until_idle(std::chrono::steady_clock::now() + std::chrono::seconds(60)));
  CHECK(parts == 1000);
}

}  // namespace goxel::workers
