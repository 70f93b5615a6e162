#include "daemon/metrics/metrics_text.hpp"

#include "daemon/metrics/prometheus_text.hpp"
#include "daemon/metrics/summary.hpp"
#include "daemon/system/process_memory.hpp"

namespace goxel::metrics {

namespace {

using Workers = std::vector<const WorkerMetrics*>;

/// Bounds of the buckets that are shown: 1.024 us, and each four times the one before, to 17.2 s.
constexpr int kFirstBoundBits = 10;
constexpr int kLastBoundBits = 34;

double seconds_of(std::uint64_t ns) { return static_cast<double>(ns) / 1e9; }

std::string worker_label(workers::WorkerIndex worker) { return str_cat("worker=\"", worker, "\""); }

/// One sample for each worker, by a member of its counters in the pool.
template <class Counter>
void per_worker(PrometheusText& text, const rpc::Services& services, Counter counter) {
  for (workers::WorkerIndex i = 0; i < services.pool->size(); ++i) {
    const workers::WorkerCounters& counters = services.pool->worker(i).counters();
    text.sample("", worker_label(i), (counters.*counter).load(std::memory_order_relaxed));
  }
}

void add_process(PrometheusText& text, const rpc::Services& services) {
  text.single("goxel_uptime_seconds", "gauge", "Time since the start.", services.uptime_seconds());
  text.single("goxel_draining", "gauge", "1 once the service was asked to end.",
              services.is_draining.load(std::memory_order_relaxed) ? 1 : 0);
  text.single("process_resident_memory_bytes", "gauge", "Physical memory of the process.",
              system::resident_bytes());
  text.single("goxel_log_lines_lost_total", "counter", "Lines that were not written.",
              services.log.lost_count());
}

void add_workers(PrometheusText& text, const rpc::Services& services, const Workers& workers) {
  using Counters = workers::WorkerCounters;
  text.family("goxel_connections", "gauge", "Live connections.");
  per_worker(text, services, &Counters::connections);
  text.family("goxel_sessions", "gauge", "Sessions that a worker owns.");
  per_worker(text, services, &Counters::sessions);
  text.family("goxel_queued_tasks", "gauge", "Tasks from other threads that wait.");
  per_worker(text, services, &Counters::queued);
  text.family("goxel_requests_total", "counter", "Requests received, malformed ones included.");
  per_worker(text, services, &Counters::requests);
  text.family("goxel_busy_seconds_total", "counter", "Time spent on what connections sent.");
  for (workers::WorkerIndex i = 0; i < services.pool->size(); ++i) {
    const auto& busy_ns = services.pool->worker(i).counters().busy_ns;
    text.sample("", worker_label(i), seconds_of(busy_ns.load(std::memory_order_relaxed)));
  }
  text.family("goxel_repeated_batch_ids_total", "counter",
              "Requests of a batch with the id of one before them.");
  for (const WorkerMetrics* worker : workers)
    text.sample("", worker_label(worker->worker()), worker->repeated_ids());
  text.family("goxel_received_bytes_total", "counter", "Bytes read from connections.");
  for (const WorkerMetrics* worker : workers)
    text.sample("", worker_label(worker->worker()), worker->received_bytes());
  text.family("goxel_sent_bytes_total", "counter", "Bytes written to connections.");
  for (const WorkerMetrics* worker : workers)
    text.sample("", worker_label(worker->worker()), worker->sent_bytes());
  text.single("goxel_refused_connections_total", "counter",
              "Connections that were told there are too many.",
              services.metrics.refused_connections.load(std::memory_order_relaxed));
}

void add_durations(PrometheusText& text, const rpc::Services& services, const Workers& workers) {
  const auto& methods = services.methods.methods();
  text.family("goxel_request_duration_seconds", "histogram",
              "From the first look at a request to its answer.");
  for (const MethodSummary& summary : summarise_methods(workers, methods.size())) {
    const std::string method =
        str_cat("method=\"", rpc::shown_name(*methods[summary.method]), "\"");
    const Distribution& durations = summary.durations;
    for (int bits = kFirstBoundBits; bits <= kLastBoundBits; bits += 2) {
      const std::uint64_t bound = std::uint64_t{1} << bits;
      text.sample("_bucket", str_cat(method, ",le=\"", seconds_of(bound), "\""),
                  durations.count_up_to(bound));
    }
    text.sample("_bucket", method + ",le=\"+Inf\"", durations.count());
    text.sample("_sum", method, seconds_of(durations.sum_ns()));
    text.sample("_count", method, durations.count());
  }
}

void add_errors(PrometheusText& text, const Workers& workers) {
  text.family("goxel_errors_total", "counter", "Requests that failed, by reason.");
  const auto counts = summarise_errors(workers);
  for (std::size_t i = 0; i < counts.size(); ++i)
    text.sample("", str_cat("reason=\"", error_reason(kErrorCodes[i]), "\""), counts[i]);
}

void add_work(PrometheusText& text, const rpc::Services& services) {
  text.single("goxel_jobs", "gauge", "Long work, queued or running.", services.jobs.job_count());
  text.single("goxel_job_threads", "gauge", "Threads for long work.", services.jobs.thread_count());
  const auto waiting = services.project_lock != nullptr ? services.project_lock->waiting() : 0;
  text.single("goxel_projects_waiting", "gauge", "Requests that wait for a place for a project.",
              waiting);
  text.single("goxel_foreign_writes_total", "counter",
              "Writes to a held project by others than its holder.",
              services.foreign_writes.load(std::memory_order_relaxed));
  const renders::RenderStats renders = services.renders.stats();
  text.single("goxel_render_files", "gauge", "Pictures kept for clients.", renders.active_renders);
  text.single("goxel_render_bytes", "gauge", "Size of those pictures.",
              renders.current_cache_size_bytes);
}

}  // namespace

std::string metrics_text(const rpc::Services& services) {
  const Workers workers = services.metrics.workers();
  PrometheusText text;
  add_process(text, services);
  add_workers(text, services, workers);
  add_durations(text, services, workers);
  add_errors(text, workers);
  add_work(text, services);
  return text.take();
}

}  // namespace goxel::metrics
