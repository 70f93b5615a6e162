#include "daemon/app.hpp"

#include "daemon/methods/tables.hpp"
#include "daemon/recovery/state_folder.hpp"
#include "daemon/rpc/dispatcher.hpp"
#include "daemon/system/notify.hpp"
#include "daemon/system/process_memory.hpp"

#include <boost/asio/post.hpp>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <latch>
#include <utility>

namespace goxel {

namespace {

/// Between looks at the process's size; it reads one small file.
constexpr std::chrono::milliseconds kMemoryInterval{250};

workers::JobPool::Options job_options(const config::Settings& settings) {
  workers::JobPool::Options options;
  options.threads = static_cast<std::uint32_t>(settings.jobs);
  options.jobs_per_key = settings.limits.jobs_per_session;
  options.jobs = settings.limits.jobs;
  options.time_limit = std::chrono::milliseconds(settings.limits.job_time_ms);
  return options;
}

/// Of the stream listener first, if there is one, then those of HTTP.
std::vector<std::string> tcp_endpoints(const config::Settings& settings) {
  std::vector<std::string> endpoints = settings.http;
  if (!settings.tcp.empty()) endpoints.insert(endpoints.begin(), settings.tcp);
  return endpoints;
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
      sweep_timer_(io_),
      memory_timer_(io_) {}

App::~App() = default;

Result<std::unique_ptr<App>> App::start(const config::Settings& settings, logging::Log& log) {
  GOXEL_ASSIGN(
      files::FileStore files,
      files::FileStore::open(settings.root.empty() ? std::nullopt : std::optional(settings.root)));
  GOXEL_ASSIGN(auto renders, renders::RenderStore::open({settings.render_dir, settings.render_ttl_s,
                                                         settings.render_max_size_bytes}));
  GOXEL_ASSIGN(auto policy,
               access::Policy::open({settings.token_file, settings.insecure, settings.read_only}));
  std::unique_ptr<App> app(new App(settings, log, std::move(files), std::move(renders)));
  app->policy_ = std::move(policy);
  GOXEL_TRY(app->listen());
  // After the sockets: a second service on a live one is told so first.
  GOXEL_TRY(app->open_recovery());

  app->await_signal();
  app->jobs_.emplace(job_options(settings));
  app->services_.emplace(log, app->settings_.limits, app->methods_, app->files_, *app->renders_,
                         *app->jobs_);
  rpc::Services& services = *app->services_;
  services.recovery = app->recovery_.get();
  services.policy = app->policy_.get();
  services.request_stop = [stopped = app.get()] {
    boost::asio::post(stopped->io_, [stopped] { stopped->stop(); });
  };
  services.http_access = {settings.http_hosts, settings.http_origins};
  app->configure_projects();
  services.idle_timeout = std::chrono::seconds(settings.idle_timeout_s);
  services.idle_check_interval = std::chrono::seconds(settings.idle_check_interval_s);
  services.render_cleanup_interval_s = settings.render_cleanup_interval_s;
  app->pool_.emplace(static_cast<std::uint32_t>(settings.workers), app->clock_,
                     [&services](workers::Context& context) {
                       return std::make_unique<rpc::Dispatcher>(services, context);
                     });
  services.pool = &*app->pool_;
  for (net::Listener& listener : app->bound_) {
    app->acceptors_.push_back(std::make_unique<net::Acceptor>(app->io_, std::move(listener),
                                                              services, app->quota_, app->peers_));
    app->acceptors_.back()->start();
  }
  app->bound_.clear();
  app->sweep();
  app->watch_memory();
  return app;
}

Result<void> App::open_recovery() {
  recovery::RecoveryStore::Options options;
  const std::string address = settings_.sockets.empty()
                                  ? tcp_endpoints(settings_).front()
                                  : std::filesystem::absolute(settings_.sockets.front()).string();
  options.folder = recovery::state_folder(settings_.state_dir,
                                          recovery::StateEnvironment::of_process(), address);
  options.sessions = settings_.limits.recovery_sessions;
  options.bytes = settings_.limits.recovery_bytes;
  options.sessions_per_user = settings_.limits.recovery_sessions_per_user;
  options.ttl_s = settings_.session_ttl_s;
  options.limits = settings_.limits;
  GOXEL_ASSIGN(recovery_,
               recovery::RecoveryStore::open(
                   options, [this](const recovery::CopyInfo& copy, std::string_view why) {
                     on_copy_dropped(copy, why);
                   }));
  recovery_->sweep(clock_.unix_seconds());
  const auto copies = static_cast<std::int64_t>(recovery_->list("").size());
  log_.info("state folder", {{"path", options.folder}, {"sessions", copies}});
  return {};
}

void App::on_copy_dropped(const recovery::CopyInfo& copy, std::string_view why) {
  log_.warning("a kept session is dropped", {{"session", copy.id.to_string()},
                                             {"project", copy.name},
                                             {"why", why},
                                             {"unsaved", copy.is_dirty}});
  if (!pool_) return;  // at the start nothing refers to it yet
  pool_->owner_of(copy.id).post([id = copy.id](workers::Context& context) {
    rpc::Dispatcher::of(context).keeper().forget(id);
  });
}

/// Single mode is one place in the lock, and one session that every connection means.
void App::configure_projects() {
  const bool is_single = settings_.project_mode == config::ProjectMode::Single;
  services_->project_mode = settings_.project_mode;
  services_->affinity = is_single ? config::Affinity::Shared : settings_.affinity;
  services_->max_projects = is_single ? 1 : settings_.max_projects;
  services_->project_wait = std::chrono::milliseconds(settings_.project_wait_ms);
  if (services_->max_projects == 0) return;
  project_lock_.emplace(
      workers::ProjectLock::Options{services_->max_projects, settings_.limits.projects_waiting},
      clock_);
  services_->project_lock = &*project_lock_;
}

Result<void> App::listen() {
  for (const std::string& path : settings_.sockets) {
    GOXEL_ASSIGN(net::Listener listener, net::Listener::open_unix(path));
    bound_.push_back(std::move(listener));
  }
  for (const std::string& endpoint : tcp_endpoints(settings_)) {
    GOXEL_TRY(policy_->check_endpoint(endpoint, net::Listener::is_loopback(endpoint)));
    const auto kind =
        endpoint == settings_.tcp ? net::ListenerKind::Stream : net::ListenerKind::Http;
    GOXEL_ASSIGN(net::Listener listener, net::Listener::open_tcp(endpoint, kind));
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
      if (const auto reloaded = policy_->reload(); !reloaded) {
        log_.error("the old tokens stay in force", {{"why", reloaded.error().message}});
      }
      return await_signal();
    }
    stop();
  });
}

void App::sweep() {
  sweep_timer_.expires_after(std::chrono::seconds(settings_.render_cleanup_interval_s));
  sweep_timer_.async_wait([this](const boost::system::error_code& cancelled) {
    if (cancelled || is_stopping_) return;
    const std::int64_t now = clock_.unix_seconds();
    renders_->sweep(now);
    recovery_->sweep(now);
    sweep();
  });
}

void App::watch_memory() {
  services_->resident_bytes.store(system::resident_bytes(), std::memory_order_relaxed);
  memory_timer_.expires_after(kMemoryInterval);
  memory_timer_.async_wait([this](const boost::system::error_code& cancelled) {
    if (!cancelled && !is_stopping_) watch_memory();
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
  // The next signal ends the process the system's own way.
  boost::system::error_code ignored;
  signals_.clear(ignored);
  std::signal(SIGTERM, SIG_DFL);
  std::signal(SIGINT, SIG_DFL);
  services_->is_draining.store(true);
  for (const auto& acceptor : acceptors_) acceptor->stop();
  sweep_timer_.cancel();
  memory_timer_.cancel();
  signals_.cancel();
}

/// In this order: no new connections (stop() did), no new requests, jobs cancelled and their
/// answers sent, sessions written, connections flushed and closed, contexts destroyed on their own
/// threads, threads joined, sockets removed.
void App::drain() {
  using std::chrono::steady_clock;
  const std::chrono::milliseconds drain_time(settings_.drain_timeout_s * 1'000);
  const auto begun = steady_clock::now();
  jobs_->cancel_all();
  on_every_worker([](workers::Context& context) { rpc::Dispatcher::of(context).stop_reading(); });
  // What does not stop must leave time for what is not saved yet.
  if (!jobs_->wait_until_idle(begun + drain_time / 2)) log_.warning("jobs are slow to stop");
  jobs_->accept_jobs();
  on_every_worker(
      [](workers::Context& context) { rpc::Dispatcher::of(context).keeper().write_all(); });
  if (!jobs_->wait_until_idle(begun + drain_time))
    log_.warning("jobs still run past the drain time");
  pool_->stop();
  jobs_.reset();  // what still runs may post to a worker, so the pool's memory goes after it
  pool_.reset();
  acceptors_.clear();
  log_.info("stopped");
}

/// Returns once every worker has done it.
void App::on_every_worker(void (*task)(workers::Context&)) {
  std::latch done(pool_->size());
  for (workers::WorkerIndex i = 0; i < pool_->size(); ++i) {
    pool_->worker(i).post([&done, task](workers::Context& context) {
      task(context);
      done.count_down();
    });
  }
  done.wait();
}

}  // namespace goxel
