#pragma once

#include "core/base/limits.hpp"
#include "daemon/access/policy.hpp"
#include "daemon/config/settings.hpp"
#include "daemon/files/file_store.hpp"
#include "daemon/logging/log.hpp"
#include "daemon/metrics/registry.hpp"
#include "daemon/net/http_checks.hpp"
#include "daemon/recovery/recovery_store.hpp"
#include "daemon/renders/render_store.hpp"
#include "daemon/rpc/method_table.hpp"
#include "daemon/rpc/openrpc.hpp"
#include "daemon/rpc/shared_session.hpp"
#include "workers/job_pool.hpp"
#include "workers/project_lock.hpp"
#include "workers/worker_pool.hpp"

#include <atomic>
#include <chrono>
#include <functional>
#include <string>

namespace goxel::rpc {

/// What every request may use that is not its worker's own. Made by the application before the
/// first worker accepts work and destroyed after the last has ended. Each part is immutable or
/// locks itself: any thread.
struct Services {
  Services(logging::Log& its_log, const Limits& its_limits, const MethodTable& its_methods,
           const files::FileStore& its_files, renders::RenderStore& its_renders,
           workers::JobPool& its_jobs)
      : log(its_log),
        limits(its_limits),
        methods(its_methods),
        files(its_files),
        renders(its_renders),
        jobs(its_jobs) {}

  logging::Log& log;
  const Limits& limits;
  const MethodTable& methods;
  const files::FileStore& files;
  renders::RenderStore& renders;
  workers::JobPool& jobs;
  /// Null where nothing is kept on disk: a session with unsaved changes then stays in memory.
  recovery::RecoveryStore* recovery = nullptr;
  /// Null where any number of projects may be under way.
  workers::ProjectLock* project_lock = nullptr;
  std::chrono::milliseconds project_wait{0};  ///< how long a create waits for its place
  config::ProjectMode project_mode = config::ProjectMode::Multi;
  std::int64_t max_projects = 0;  ///< 0: as many as sessions
  net::HttpAccess http_access;    ///< who may come over HTTP
  config::Affinity affinity = config::Affinity::Auto;
  SharedSession shared_session;
  /// Null where there are neither tokens nor a read-only mode.
  const access::Policy* policy = nullptr;
  /// Begins the orderly end of the service and returns at once; null where that is not ours to do.
  std::function<void()> request_stop;
  metrics::Registry metrics;
  ApiDocument api_document;
  std::chrono::seconds idle_timeout{300};  ///< see SessionKeeper::expire_idle()
  std::chrono::seconds idle_check_interval{10};
  std::int64_t render_cleanup_interval_s = 300;
  workers::WorkerPool* pool = nullptr;  ///< set once the workers have started, before they get work
  std::chrono::steady_clock::time_point started = std::chrono::steady_clock::now();
  std::atomic<bool> is_draining{false};
  /// Physical memory of the process, as of a moment ago.
  std::atomic<std::int64_t> resident_bytes{0};
  /// When a bounded queue last refused work, on the steady clock; 0: never.
  std::atomic<std::int64_t> refused_at_ns{0};
  /// Writes to a project by clients that do not hold its place in the lock.
  std::atomic<std::int64_t> foreign_writes{0};

  std::int64_t uptime_seconds() const {
    return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() -
                                                            started)
        .count();
  }
};

}  // namespace goxel::rpc
