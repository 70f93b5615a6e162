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
                                         "whether this connection's requests mean a session"),
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

namespace {

/// What a session is asked for; it is neither woken nor kept from resting by it.
struct ActiveProject {
  std::string project_id;
  std::int64_t idle_seconds = 0;
};

std::optional<ActiveProject> look_at(workers::Context& owner, const workers::SessionId& id) {
  const workers::Session* session = rpc::Dispatcher::of(owner).keeper().find(id);
  if (session == nullptr) return std::nullopt;
  const auto idle = owner.clock().now() - session->last_used();
  return ActiveProject{project_id(session->project()),
                       std::chrono::duration_cast<std::chrono::seconds>(idle).count()};
}

void add_project(Health& health, const std::optional<ActiveProject>& active) {
  if (!active) return;
  health.has_active_project = true;
  health.project_id = active->project_id;
  health.idle_seconds = active->idle_seconds;
}

Health health_of_service(const rpc::Services& services) {
  Health health;
  health.daemon_status = daemon_status(services);
  health.mode = project_mode_word(services);
  health.max_concurrent_projects =
      services.max_projects > 0 ? services.max_projects : services.limits.sessions;
  health.uptime_seconds = services.uptime_seconds();
  const auto up = std::chrono::steady_clock::now() - services.started;
  const workers::WorkerPool& pool = *services.pool;
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

}  // namespace

void health_check(Call& call, const NoParams&, rpc::Answer<Health> answer) {
  Health health = health_of_service(call.services());
  const auto id =
      call.client() != nullptr ? call.dispatcher().session_meant_by(*call.client()) : std::nullopt;
  if (!id) return answer(std::move(health));
  workers::WorkerPool& pool = *call.services().pool;
  workers::Worker& home = pool.worker(call.context().worker());
  if (&pool.owner_of(*id) == &home) {
    add_project(health, look_at(call.context(), *id));
    return answer(std::move(health));
  }
  pool.owner_of(*id).post(
      [&home, id = *id, answer, health = std::move(health)](workers::Context& owner) mutable {
        add_project(health, look_at(owner, id));
        home.post([answer, health = std::move(health)](workers::Context&) mutable {
          answer(std::move(health));
        });
      });
}

std::span<const rpc::Method> health_methods() {
  static constexpr auto kTable = std::to_array<rpc::Method>({
      rpc::async_method<&health_check>("health_check", Access::Service,
                                       "Tells whether the service is well, worker by worker.")
          .open_to_all(),
  });
  return kTable;
}

}  // namespace goxel::methods
