#include "daemon/methods/tables.hpp"
#include "daemon/metrics/summary.hpp"
#include "daemon/rpc/handler.hpp"
#include "daemon/system/process_memory.hpp"

namespace goxel::methods {

using rpc::Access;
using rpc::Call;
using rpc::NoParams;

/// Quantiles are rounded up by at most 6.25 %.
struct Latency {
  std::int64_t count = 0;
  double mean_us = 0;
  double p50_us = 0;
  double p90_us = 0;
  double p99_us = 0;
  double p999_us = 0;
  double max_us = 0;
};
constexpr auto fields_of(rpc::Of<Latency>) {
  using R = Latency;
  return rpc::fields(rpc::field<&R::count>("count", "of answered requests"),
                     rpc::field<&R::mean_us>("mean_us", "microseconds until the answer"),
                     rpc::field<&R::p50_us>("p50_us", "half took at most that"),
                     rpc::field<&R::p90_us>("p90_us", "nine of ten"),
                     rpc::field<&R::p99_us>("p99_us", "99 of a hundred"),
                     rpc::field<&R::p999_us>("p999_us", "999 of a thousand"),
                     rpc::field<&R::max_us>("max_us", "all"));
}

struct MethodMetrics {
  std::string method;
  Latency latency;
};
constexpr auto fields_of(rpc::Of<MethodMetrics>) {
  using R = MethodMetrics;
  return rpc::fields(rpc::field<&R::method>("method", "its name"),
                     rpc::field<&R::latency>("latency", "of its requests"));
}

struct WorkerFigures {
  std::int64_t id = 0;
  std::int64_t connections = 0;
  std::int64_t sessions = 0;
  std::int64_t requests = 0;
  std::int64_t received_bytes = 0;
  std::int64_t sent_bytes = 0;
  Latency latency;
};
constexpr auto fields_of(rpc::Of<WorkerFigures>) {
  using R = WorkerFigures;
  return rpc::fields(rpc::field<&R::id>("id", "index of the worker"),
                     rpc::field<&R::connections>("connections", "live on it"),
                     rpc::field<&R::sessions>("sessions", "it owns"),
                     rpc::field<&R::requests>("requests", "it received, malformed ones included"),
                     rpc::field<&R::received_bytes>("received_bytes", "from its connections"),
                     rpc::field<&R::sent_bytes>("sent_bytes", "to its connections"),
                     rpc::field<&R::latency>("latency", "of all its requests"));
}

struct ErrorCount {
  std::string reason;
  std::int64_t count = 0;
};
constexpr auto fields_of(rpc::Of<ErrorCount>) {
  using R = ErrorCount;
  return rpc::fields(rpc::field<&R::reason>("reason", "word of the error"),
                     rpc::field<&R::count>("count", "requests that failed so"));
}

struct Metrics {
  std::int64_t uptime_seconds = 0;
  std::int64_t requests = 0;
  std::int64_t connections = 0;
  std::int64_t refused_connections = 0;
  std::int64_t sessions = 0;
  std::int64_t jobs = 0;
  std::int64_t received_bytes = 0;
  std::int64_t sent_bytes = 0;
  std::int64_t resident_bytes = 0;
  std::vector<ErrorCount> errors;
  std::vector<MethodMetrics> methods;
  std::vector<WorkerFigures> workers;
};
constexpr auto fields_of(rpc::Of<Metrics>) {
  using R = Metrics;
  return rpc::fields(
      rpc::field<&R::uptime_seconds>("uptime_seconds", "since the start, as all counts are"),
      rpc::field<&R::requests>("requests", "received, malformed ones included"),
      rpc::field<&R::connections>("connections", "live ones"),
      rpc::field<&R::refused_connections>("refused_connections", "told that there are too many"),
      rpc::field<&R::sessions>("sessions", "open ones"),
      rpc::field<&R::jobs>("jobs", "queued or running"),
      rpc::field<&R::received_bytes>("received_bytes", "from all connections"),
      rpc::field<&R::sent_bytes>("sent_bytes", "to all connections"),
      rpc::field<&R::resident_bytes>("resident_bytes", "physical memory of the process"),
      rpc::field<&R::errors>("errors", "by reason, those that there were"),
      rpc::field<&R::methods>("methods", "that were called"),
      rpc::field<&R::workers>("workers", "each worker's part"));
}

namespace {

Latency latency_of(const metrics::Distribution& durations) {
  const auto us = [](std::uint64_t ns) { return static_cast<double>(ns) / 1e3; };
  Latency latency;
  latency.count = static_cast<std::int64_t>(durations.count());
  if (latency.count == 0) return latency;
  latency.mean_us = us(durations.sum_ns() / durations.count());
  latency.p50_us = us(durations.quantile_ns(0.5));
  latency.p90_us = us(durations.quantile_ns(0.9));
  latency.p99_us = us(durations.quantile_ns(0.99));
  latency.p999_us = us(durations.quantile_ns(0.999));
  latency.max_us = us(durations.max_ns());
  return latency;
}

WorkerFigures figures_of(const rpc::Services& services, const metrics::WorkerMetrics& worker) {
  const workers::WorkerCounters& counters = services.pool->worker(worker.worker()).counters();
  WorkerFigures figures;
  figures.id = worker.worker();
  figures.connections = counters.connections.load(std::memory_order_relaxed);
  figures.sessions = counters.sessions.load(std::memory_order_relaxed);
  figures.requests = static_cast<std::int64_t>(counters.requests.load(std::memory_order_relaxed));
  figures.received_bytes = static_cast<std::int64_t>(worker.received_bytes());
  figures.sent_bytes = static_cast<std::int64_t>(worker.sent_bytes());
  figures.latency =
      latency_of(metrics::summarise_worker(worker, services.methods.methods().size()));
  return figures;
}

}  // namespace

Result<Metrics> get_metrics(Call& call, const NoParams&) {
  const rpc::Services& services = call.services();
  const auto workers = services.metrics.workers();
  const auto& methods = services.methods.methods();
  Metrics all;
  all.uptime_seconds = services.uptime_seconds();
  all.refused_connections = static_cast<std::int64_t>(
      services.metrics.refused_connections.load(std::memory_order_relaxed));
  all.jobs = services.jobs.job_count();
  all.resident_bytes = system::resident_bytes();
  const auto errors = metrics::summarise_errors(workers);
  for (std::size_t i = 0; i < errors.size(); ++i) {
    if (errors[i] == 0) continue;
    all.errors.push_back(
        {std::string(error_reason(metrics::kErrorCodes[i])), static_cast<std::int64_t>(errors[i])});
  }
  for (const auto& summary : metrics::summarise_methods(workers, methods.size())) {
    all.methods.push_back(
        {rpc::shown_name(*methods[summary.method]), latency_of(summary.durations)});
  }
  for (const metrics::WorkerMetrics* worker : workers) {
    const WorkerFigures& figures = all.workers.emplace_back(figures_of(services, *worker));
    all.requests += figures.requests;
    all.connections += figures.connections;
    all.sessions += figures.sessions;
    all.received_bytes += figures.received_bytes;
    all.sent_bytes += figures.sent_bytes;
  }
  return all;
}

std::span<const rpc::Method> metrics_methods() {
  static constexpr auto kTable = std::to_array<rpc::Method>({
      rpc::method<&get_metrics>("get_metrics", Access::Service,
                                "Tells counters and how long requests took, by method and worker."),
  });
  return kTable;
}

}  // namespace goxel::methods
