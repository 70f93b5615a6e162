#include "tests/support/catch.hpp"
#include "tests/workers/project_lock_support.hpp"
#include "workers/project_lock.hpp"

#include <functional>
#include <future>
#include <thread>

namespace goxel::workers {

namespace {

constexpr int kThreads = 8;

void on_threads(const std::function<void(int)>& run) {
  std::vector<std::thread> threads;
  for (int i = 0; i < kThreads; ++i) threads.emplace_back(run, i);
  for (std::thread& thread : threads) thread.join();
}

/// How many hold a place at once, and the most that ever did.
class HeldCount {
 public:
  void enter() {
    const int now = ++held_;
    int most = most_.load();
    while (now > most && !most_.compare_exchange_weak(most, now)) {
    }
  }
  void leave() { --held_; }
  int most() const { return most_; }

 private:
  std::atomic<int> held_ = 0;
  std::atomic<int> most_ = 0;
};

}  // namespace

TEST_CASE("eight threads never hold more places than there are") {
  const auto places = GENERATE(1, 3);
  const SystemClock clock;
  ProjectLock lock({places}, clock);
  HeldCount held;
  std::atomic<int> taken = 0;
  std::atomic<int> refused = 0;

  on_threads([&](int) {
    for (int i = 0; i < 20'000; ++i) {
      auto hold = lock.try_take({"castle"});
      if (!hold) {
        ++refused;
        continue;
      }
      held.enter();
      (*hold).touch(clock.now());
      ++taken;
      held.leave();
      (*hold).release();
    }
  });

  CHECK(held.most() >= 1);
  CHECK(held.most() <= places);
  CHECK(taken + refused == kThreads * 20'000);
  CHECK(lock.holders().empty());
}

TEST_CASE("every waiter of eight threads is served once, or has given up") {
  const SystemClock clock;
  ProjectLock lock({2, kThreads}, clock);
  HeldCount held;
  std::atomic<int> served = 0;
  std::atomic<int> gave_up = 0;
  std::atomic<int> failed = 0;

  on_threads([&](int thread) {
    for (int i = 0; i < 2'000; ++i) {
      auto place = std::make_shared<std::promise<ProjectHold>>();
      const auto waiter =
          lock.wait({"castle"}, [place](ProjectHold hold) { place->set_value(std::move(hold)); });
      if (!waiter) {
        ++failed;
        continue;
      }
      if ((i + thread) % 3 == 0 && lock.give_up(*waiter)) {
        ++gave_up;
        continue;
      }
      const ProjectHold hold = place->get_future().get();
      held.enter();
      ++served;
      held.leave();
    }
  });

  CHECK(held.most() <= 2);
  CHECK(failed == 0);
  CHECK(served + gave_up == kThreads * 2'000);
  CHECK(lock.waiting() == 0);
  CHECK(lock.holders().empty());
}

TEST_CASE("holders come and go on many threads and no place is lost") {
  const SystemClock clock;
  ProjectLock lock({1, kThreads}, clock);
  std::atomic<int> taken = 0;

  on_threads([&](int) {
    for (int i = 0; i < 2'000; ++i) {
      const auto client = make_client();
      auto hold = lock.try_take({"castle", client});
      client->go();
      lock.recheck();
      if (hold) ++taken;  // Another thread may have taken the place over by now.
    }
  });

  CHECK(taken > 0);
  CHECK(lock.holders().empty());
  CHECK(lock.try_take({"tower"}).is_ok());
}

}  // namespace goxel::workers
