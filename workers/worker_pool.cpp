#include "workers/worker_pool.hpp"

#include "core/base/assert.hpp"

namespace goxel::workers {

WorkerPool::WorkerPool(std::uint32_t count, const Clock& clock,
                       const ResidentFactory& make_resident) {
  GOXEL_CHECK(count > 0);
  for (WorkerIndex i = 0; i < count; ++i) {
    workers_.push_back(std::make_unique<Worker>(i, clock, make_resident));
  }
}

WorkerPool::~WorkerPool() { stop(); }

void WorkerPool::stop() {
  if (is_stopped_) return;
  is_stopped_ = true;
  for (const auto& worker : workers_) worker->close();
  // All threads end before the first worker is destroyed: until then they may still post to each
  // other.
  for (const auto& worker : workers_) worker->join();
}

std::int64_t WorkerPool::session_count() const {
  std::int64_t total = 0;
  for (const auto& worker : workers_) total += worker->counters().sessions.load(std::memory_order_relaxed);
  return total;
}

std::int64_t WorkerPool::connection_count() const {
  std::int64_t total = 0;
  for (const auto& worker : workers_) total += worker->counters().connections.load(std::memory_order_relaxed);
  return total;
}

template <class Load>
Worker& WorkerPool::lightest(Load load) {
  const std::uint32_t start = next_turn_.fetch_add(1, std::memory_order_relaxed);
  Worker* best = nullptr;
  std::int64_t best_load = 0;
  for (std::uint32_t i = 0; i < size(); ++i) {
    Worker& candidate = worker((start + i) % size());
    const std::int64_t its_load = load(candidate.counters());
    if (best == nullptr || its_load < best_load) {
      best = &candidate;
      best_load = its_load;
    }
  }
  return *best;
}

Worker& WorkerPool::least_connected() {
  return lightest(
      [](const WorkerCounters& c) { return c.connections.load(std::memory_order_relaxed); });
}

Worker& WorkerPool::least_loaded() {
  return lightest(
      [](const WorkerCounters& c) { return c.sessions.load(std::memory_order_relaxed); });
}

}  // namespace goxel::workers
