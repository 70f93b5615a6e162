#pragma once

#include "core/base/result.hpp"
#include "daemon/access/policy.hpp"
#include "daemon/config/settings.hpp"
#include "daemon/files/file_store.hpp"
#include "daemon/logging/log.hpp"
#include "daemon/net/acceptor.hpp"
#include "daemon/net/peer.hpp"
#include "daemon/recovery/recovery_store.hpp"
#include "daemon/renders/render_store.hpp"
#include "daemon/rpc/services.hpp"
#include "workers/clock.hpp"
#include "workers/job_pool.hpp"
#include "workers/worker_pool.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace goxel {

/// The whole service, put together from its settings. Owned by the main thread.
class App {
 public:
  /// Binds the listeners and starts the threads. FileError when a socket, folder or file cannot be
  /// had.
  static Result<std::unique_ptr<App>> start(const config::Settings& settings, logging::Log& log);
  ~App();

  /// Serves until SIGTERM, SIGINT or stop(), then ends in order. A second signal ends at once.
  void run();
  /// Asks run() to end. From the main thread, or from a handler on io().
  void stop();

  boost::asio::io_context& io() { return io_; }
  workers::WorkerPool& pool() { return *pool_; }
  /// Where it listens, one line a listener.
  std::vector<std::string> listeners() const;

 private:
  App(const config::Settings& settings, logging::Log& log, files::FileStore files,
      std::unique_ptr<renders::RenderStore> renders);

  Result<void> listen();
  Result<void> open_recovery();
  void configure_projects();
  void on_copy_dropped(const recovery::CopyInfo& copy, std::string_view why);
  void await_signal();
  void sweep();
  void watch_memory();
  void drain();
  void on_every_worker(void (*task)(workers::Context&));

  const config::Settings settings_;
  logging::Log& log_;
  const workers::SystemClock clock_;
  const files::FileStore files_;
  const std::unique_ptr<renders::RenderStore> renders_;
  const rpc::MethodTable methods_;
  std::unique_ptr<access::Policy> policy_;
  boost::asio::io_context io_{1};
  boost::asio::signal_set signals_;
  boost::asio::steady_timer sweep_timer_;
  boost::asio::steady_timer memory_timer_;
  std::vector<net::Listener> bound_;  ///< until the workers run
  std::vector<std::unique_ptr<net::Acceptor>> acceptors_;
  net::PeerTable peers_;
  net::UserQuota quota_;
  std::unique_ptr<recovery::RecoveryStore> recovery_;
  std::optional<workers::ProjectLock> project_lock_;
  std::optional<workers::JobPool> jobs_;
  std::optional<rpc::Services> services_;
  std::optional<workers::WorkerPool> pool_;
  bool is_stopping_ = false;
};

}  // namespace goxel
