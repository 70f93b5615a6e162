#include "daemon/methods/project_summary.hpp"
#include "daemon/methods/tables.hpp"
#include "daemon/rpc/handler.hpp"

#include <chrono>

namespace goxel::methods {

using rpc::Access;
using rpc::Call;
using rpc::NoParams;

struct WorkerHealth {
  std::int64_t id = 0;
  std::int64_t connections = 0;
  std::int64_t sessions = 0;
  std::int64_t queue_depth = 0;
  double busy_fraction = 0;
};
constexpr auto fields_of(rpc::Of<WorkerHealth>) {
  using R = WorkerHealth;
  return rpc::fields(
      rpc::field<&R::id>("id", "index of the worker"),
      rpc::field<&R::connections>("connections", "live on it"),
      rpc::field<&R::sessions>("sessions", "it owns"),
      rpc::field<&R::queue_depth>("queue_depth", "tasks from other threads that wait"),
      rpc::field<&R::busy_fraction>("busy_fraction", "of the time since the start, 0..1"));
}

struct Health {
  std::string daemon_status = "healthy";
  std::string mode = "multi";
  bool has_active_project = false;
  std::optional<std::string> project_id;
  std::optional<std::int64_t> idle_seconds;
  std::optional<std::int64_t> max_concurrent_projects;
  std::vector<WorkerHealth> workers;
  std::int64_t uptime_seconds = 0;
};
constexpr auto fields_of(rpc::Of<Health>) {
  using R = Health;
  return rpc::fields(
      rpc::field<&R::daemon_status>(
          "daemon_status",
          "\"healthy\", \"draining\", or \"overloaded\": a queue refused work a moment ago"),
      rpc::field<&R::mode>("mode", "\"multi\" or \"single\""),
      rpc::field<&R::has_active_project>("has_active_project",
                                         "whether this request has a session"),
      rpc::field<&R::project_id>("project_id", "name of its project"),
      rpc::field<&R::idle_seconds>("idle_seconds", "since its last request"),
      rpc::field<&R::max_concurrent_projects>("max_concurrent_projects", "how many may be open"),
      rpc::field<&R::workers>("workers", "each worker's load"),
      rpc::field<&R::uptime_seconds>("uptime_seconds", "since the start"));
}

namespace {

/// A refusal by a full queue shows for that long.
constexpr std::chrono::seconds kOverloadShown{10};

std::string daemon_status(const rpc::Services& services) {
  if (services.is_draining.load(std::memory_order_relaxed)) return "draining";
  const std::chrono::nanoseconds refused(services.refused_at_ns.load(std::memory_order_relaxed));
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  return refused.count() != 0 && now - refused < kOverloadShown ? "overloaded" : "healthy";
}

}  // namespace

Result<Health> health_check(Call& call, const NoParams&) {
  Health health;
  const rpc::Services& services = call.services();
  health.daemon_status = daemon_status(services);
  health.mode = project_mode_word(services);
  if (call.has_session()) {
    health.has_active_project = true;
    health.project_id = project_id(call.session().project());
    const auto idle = call.context().clock().now() - call.session().last_used();
    health.idle_seconds = std::chrono::duration_cast<std::chrono::seconds>(idle).count();
  }
  health.max_concurrent_projects =
      services.max_projects > 0 ? services.max_projects : call.limits().sessions;
  health.uptime_seconds = call.services().uptime_seconds();
  const auto up = std::chrono::steady_clock::now() - call.services().started;
  const workers::WorkerPool& pool = *call.services().pool;
  for (workers::WorkerIndex i = 0; i < pool.size(); ++i) {
    const workers::WorkerCounters& counters = pool.worker(i).counters();
    const auto busy_ns = static_cast<double>(counters.busy_ns.load(std::memory_order_relaxed));
    health.workers.push_back({i, counters.connections.load(std::memory_order_relaxed),
                              counters.sessions.load(std::memory_order_relaxed),
                              counters.queued.load(std::memory_order_relaxed),
                              busy_ns / std::chrono::duration<double, std::nano>(up).count()});
  }
  return health;
}

std::span<const rpc::Method> health_methods() {
  static constexpr auto kTable = std::to_array<rpc::Method>({
      rpc::method<&health_check>("health_check", Access::Peek,
                                 "Tells whether the service is well, worker by worker."),
  });
  return kTable;
}

}  // namespace goxel::methods
