#include "workers/worker_pool.hpp"

#include "tests/support/catch.hpp"
#include "tests/workers/support.hpp"

#include <algorithm>
#include <atomic>
#include <latch>
#include <thread>

namespace goxel::workers {

namespace {

/// Posts itself from worker to worker until its hops are used up.
void hop(WorkerPool& pool, WorkerIndex at, int hops_left) {
  if (hops_left == 0) return;
  const WorkerIndex next = (at + 1) % pool.size();
  pool.worker(next).post([&pool, next, hops_left](Context&) { hop(pool, next, hops_left - 1); });
}

}  // namespace

TEST_CASE("tasks of one thread run on a worker in the order posted, one at a time") {
  const SystemClock clock;
  WorkerPool pool(2, clock, nullptr);
  std::vector<int> order;
  for (int i = 0; i < 1000; ++i) {
    pool.worker(1).post([&order, i](Context&) { order.push_back(i); });
  }
  ask_worker(pool.worker(1), [](Context&) {});
  REQUIRE(order.size() == 1000);
  CHECK(std::is_sorted(order.begin(), order.end()));
  CHECK(pool.worker(1).counters().queued == 0);
}

TEST_CASE("a worker counts the tasks that have not begun") {
  const SystemClock clock;
  WorkerPool pool(1, clock, nullptr);
  Gate inside;
  Gate release;
  pool.worker(0).post([=](Context&) mutable {
    inside.open();
    release.wait();
  });
  inside.wait();
  for (int i = 0; i < 3; ++i) pool.worker(0).post([](Context&) {});
  CHECK(pool.worker(0).counters().queued == 3);
  release.open();
  ask_worker(pool.worker(0), [](Context&) {});
  CHECK(pool.worker(0).counters().queued == 0);
}

TEST_CASE("64 connections and 64 sessions on four workers are 16 on each") {
  const SystemClock clock;
  WorkerPool pool(4, clock, nullptr);
  for (int i = 0; i < 64; ++i) {
    ++pool.least_connected().counters().connections;
    ask_worker(pool.least_loaded(),
               [](Context& context) { context.add_session("uid:1", Project{"castle"}); });
  }
  for (WorkerIndex i = 0; i < 4; ++i) {
    CHECK(pool.worker(i).counters().connections == 16);
    CHECK(pool.worker(i).counters().sessions == 16);
  }
}

TEST_CASE("the worker with the least wins, and equals take turns") {
  const SystemClock clock;
  WorkerPool pool(3, clock, nullptr);
  pool.worker(0).counters().connections = 2;
  pool.worker(1).counters().connections = 1;
  pool.worker(2).counters().connections = 2;
  for (int i = 0; i < 4; ++i) CHECK(pool.least_connected().index() == 1);

  pool.worker(1).counters().connections = 2;
  int times[3] = {};
  for (int i = 0; i < 9; ++i) ++times[pool.least_connected().index()];
  CHECK(times[0] == 3);
  CHECK(times[1] == 3);
  CHECK(times[2] == 3);
}

TEST_CASE("gather gives the answers in the order of the workers, on the asking worker") {
  const SystemClock clock;
  WorkerPool pool(4, clock, nullptr);
  std::promise<std::vector<WorkerIndex>> answers;
  std::promise<WorkerIndex> home;
  // Worker 0 answers last: what counts is the worker's number, not the time.
  std::latch others(3);
  pool.worker(2).post([&](Context&) {
    pool.gather<WorkerIndex>(
        [&](Context& context) {
          if (context.worker() == 0) {
            others.wait();
          } else {
            others.count_down();
          }
          return context.worker() * 10;
        },
        [&](std::vector<WorkerIndex> gathered) {
          home.set_value(Context::current().worker());
          answers.set_value(std::move(gathered));
        });
  });
  CHECK(answers.get_future().get() == std::vector<WorkerIndex>{0, 10, 20, 30});
  CHECK(home.get_future().get() == 2);
}

TEST_CASE("what gather's last step holds ends on the asking worker") {
  const SystemClock clock;
  WorkerPool pool(4, clock, nullptr);
  const auto home = ask_worker(pool.worker(1), [](Context& context) { return context.thread(); });
  for (int round = 0; round < 200; ++round) {
    std::promise<std::thread::id> ended;
    pool.worker(1).post([&](Context&) {
      const std::shared_ptr<int> held(new int(0), [&ended](int* value) {
        std::default_delete<int>()(value);
        ended.set_value(std::this_thread::get_id());
      });
      pool.gather<int>([](Context&) { return 0; }, [held](std::vector<int>) {});
    });
    REQUIRE(ended.get_future().get() == home);
  }
}

TEST_CASE("a pool starts and stops a hundred times") {
  const SystemClock clock;
  std::atomic<int> tasks_run{0};
  for (int round = 0; round < 100; ++round) {
    WorkerPool pool(3, clock, nullptr);
    for (WorkerIndex i = 0; i < 3; ++i) pool.worker(i).post([&](Context&) { ++tasks_run; });
  }
  // What was posted before the pool closed is run.
  CHECK(tasks_run == 300);
}

TEST_CASE("workers may post to each other while the pool closes") {
  const SystemClock clock;
  for (int round = 0; round < 50; ++round) {
    WorkerPool pool(4, clock, nullptr);
    for (WorkerIndex i = 0; i < 4; ++i) {
      pool.worker(i).post([&pool, i](Context&) { hop(pool, i, 100); });
    }
  }
  SUCCEED("nothing crashed");
}

TEST_CASE("a stopped pool can be posted to, by other threads too, and runs nothing") {
  const SystemClock clock;
  std::atomic<int> tasks_run{0};
  {
    WorkerPool pool(2, clock, nullptr);
    pool.stop();
    std::thread([&] { pool.worker(1).post([&](Context&) { ++tasks_run; }); }).join();
    pool.stop();
  }
  CHECK(tasks_run == 0);
}

}  // namespace goxel::workers
