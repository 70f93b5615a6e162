#include "daemon/app.hpp"

#include "core/base/str_cat.hpp"
#include "daemon/methods/tables.hpp"
#include "daemon/rpc/dispatcher.hpp"
#include "daemon/system/notify.hpp"

#include <csignal>
#include <cstdlib>
#include <ctime>
#include <utility>

namespace goxel {

namespace {

workers::JobPool::Options job_options(const config::Settings& settings) {
  workers::JobPool::Options options;
  options.threads = static_cast<std::uint32_t>(settings.jobs);
  options.jobs_per_key = settings.limits.jobs_per_session;
  options.jobs = settings.limits.jobs;
  options.time_limit = std::chrono::milliseconds(settings.limits.job_time_ms);
  return options;
}

}  // namespace

App::App(const config::Settings& settings, logging::Log& log, files::FileStore files,
         std::unique_ptr<renders::RenderStore> renders)
    : settings_(settings),
      log_(log),
      files_(std::move(files)),
      renders_(std::move(renders)),
      methods_(methods::all_domains()),
      signals_(io_, SIGTERM, SIGINT, SIGHUP),
      sweep_timer_(io_) {}

App::~App() = default;

Result<std::unique_ptr<App>> App::start(const config::Settings& settings, logging::Log& log) {
  GOXEL_ASSIGN(
      files::FileStore files,
      files::FileStore::open(settings.root.empty() ? std::nullopt : std::optional(settings.root)));
  GOXEL_ASSIGN(auto renders, renders::RenderStore::open({settings.render_dir, settings.render_ttl_s,
                                                         settings.render_max_size_bytes}));
  std::unique_ptr<App> app(new App(settings, log, std::move(files), std::move(renders)));
  GOXEL_TRY(app->listen());

  app->await_signal();
  app->jobs_.emplace(job_options(settings));
  app->services_.emplace(log, app->settings_.limits, app->methods_, app->files_, *app->renders_,
                         *app->jobs_);
  rpc::Services& services = *app->services_;
  services.idle_timeout = std::chrono::seconds(settings.idle_timeout_s);
  services.idle_check_interval = std::chrono::seconds(settings.idle_check_interval_s);
  app->pool_.emplace(static_cast<std::uint32_t>(settings.workers), app->clock_,
                     [&services](workers::Context& context) {
                       return std::make_unique<rpc::Dispatcher>(services, context);
                     });
  services.pool = &*app->pool_;
  for (net::Listener& listener : app->bound_) {
    app->acceptors_.push_back(std::make_unique<net::Acceptor>(
        app->io_, std::move(listener), *app->pool_, app->settings_.limits, log));
    app->acceptors_.back()->start();
  }
  app->bound_.clear();
  app->sweep_renders();
  return app;
}

Result<void> App::listen() {
  for (const std::string& path : settings_.sockets) {
    GOXEL_ASSIGN(net::Listener listener, net::Listener::open_unix(path));
    bound_.push_back(std::move(listener));
  }
  if (!settings_.tcp.empty()) {
    if (!settings_.insecure || !net::Listener::is_loopback(settings_.tcp)) {
      return Error{ErrorCode::InvalidParams,
                   str_cat("TCP has no authentication: ", settings_.tcp,
                           " is served only with --insecure, and only on loopback")};
    }
    GOXEL_ASSIGN(net::Listener listener, net::Listener::open_tcp(settings_.tcp));
    bound_.push_back(std::move(listener));
  }
  return {};
}

std::vector<std::string> App::listeners() const {
  std::vector<std::string> names;
  for (const auto& acceptor : acceptors_) names.push_back(acceptor->name());
  return names;
}

void App::await_signal() {
  signals_.async_wait([this](const boost::system::error_code& cancelled, int signal) {
    if (cancelled) return;
    log_.info("signal received", {{"signal", signal}});
    if (signal == SIGHUP) {
      if (const auto reopened = log_.reopen(); !reopened) {
        log_.error("the log file cannot be reopened", {{"why", reopened.error().message}});
      }
      return await_signal();
    }
    // The next one ends the process the system's own way.
    signals_.clear();
    std::signal(SIGTERM, SIG_DFL);
    std::signal(SIGINT, SIG_DFL);
    stop();
  });
}

void App::sweep_renders() {
  sweep_timer_.expires_after(std::chrono::seconds(settings_.render_cleanup_interval_s));
  sweep_timer_.async_wait([this](const boost::system::error_code& cancelled) {
    if (cancelled) return;
    renders_->sweep(std::time(nullptr));
    sweep_renders();
  });
}

void App::run() {
  system::notify_manager("READY=1");
  io_.run();
  system::notify_manager("STOPPING=1");
  drain();
}

/// Stops accepting; drain() does the rest once the io_context has nothing left.
void App::stop() {
  if (std::exchange(is_stopping_, true)) return;
  services_->is_draining.store(true);
  for (const auto& acceptor : acceptors_) acceptor->stop();
  sweep_timer_.cancel();
  signals_.cancel();
}

/// In this order: no new connections (stop() did), no new requests, jobs cancelled and their
/// answers sent, connections flushed and closed, contexts destroyed on their own threads, threads
/// joined, sockets removed.
void App::drain() {
  const auto deadline =
      std::chrono::steady_clock::now() + std::chrono::seconds(settings_.drain_timeout_s);
  for (workers::WorkerIndex i = 0; i < pool_->size(); ++i) {
    pool_->worker(i).post(
        [](workers::Context& context) { rpc::Dispatcher::of(context).stop_reading(); });
  }
  jobs_->cancel_all();
  if (!jobs_->wait_until_idle(deadline)) log_.warning("jobs still run past the drain time");
  pool_->stop();
  jobs_.reset();  // what still runs may post to a worker, so the pool's memory goes after it
  pool_.reset();
  acceptors_.clear();
  log_.info("stopped");
}

}  // namespace goxel
