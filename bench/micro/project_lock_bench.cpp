#include "workers/project_lock.hpp"

#include <benchmark/benchmark.h>

namespace goxel::workers {
namespace {

ProjectLock& shared_lock() {
  static const SystemClock clock;
  static ProjectLock lock({}, clock);
  return lock;
}

/// One take and one release of the only place; with several threads most takes are refused, which
/// makes an error with its details.
void project_lock_take_release(benchmark::State& state) {
  ProjectLock& lock = shared_lock();
  std::int64_t taken = 0;
  for (auto _ : state) {
    auto hold = lock.try_take({"castle"});
    taken += hold.is_ok() ? 1 : 0;
    benchmark::DoNotOptimize(hold);
  }
  state.counters["taken"] =
      benchmark::Counter(static_cast<double>(taken), benchmark::Counter::kIsRate);
}
BENCHMARK(project_lock_take_release)->Threads(1)->Threads(8)->UseRealTime();

void project_lock_touch(benchmark::State& state) {
  const auto now = SystemClock().now();
  ProjectHold hold = shared_lock().try_take({"castle"}).value();
  for (auto _ : state) {
    hold.touch(now);
    benchmark::DoNotOptimize(hold.is_held());
  }
}
BENCHMARK(project_lock_touch);

}  // namespace
}  // namespace goxel::workers
