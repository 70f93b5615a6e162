#pragma once

#include "daemon/files/file_store.hpp"
#include "daemon/logging/log.hpp"
#include "daemon/recovery/recovery_store.hpp"
#include "daemon/renders/render_store.hpp"
#include "daemon/rpc/dispatcher.hpp"
#include "daemon/rpc/method_table.hpp"
#include "tests/daemon/files/temporary_directory.hpp"
#include "workers/clock.hpp"
#include "workers/job_pool.hpp"
#include "workers/worker_pool.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace goxel::rpc {

/// A clock that stands still until it is moved. Any thread.
class TestClock final : public workers::Clock {
 public:
  std::chrono::steady_clock::time_point now() const override {
    return std::chrono::steady_clock::time_point(std::chrono::seconds(steady_s_.load()));
  }
  std::int64_t unix_seconds() const override { return wall_s_.load(); }

  void advance(std::int64_t seconds) {
    steady_s_ += seconds;
    wall_s_ += seconds;
  }
  /// The wall clock alone, as when somebody sets it.
  void jump(std::int64_t seconds) { wall_s_ += seconds; }

 private:
  std::atomic<std::int64_t> steady_s_{1'000'000};
  std::atomic<std::int64_t> wall_s_{1'700'000'000};
};

/// A connection without a socket. Its messages are sent and its answers received by the test's
/// thread; everything else happens on its worker.
class TestClient {
 public:
  /// Sends a request; its id counts from 1.
  void send(const std::string& method, const std::string& params = "[]",
            const std::string& members = "");
  /// The next answer; fails the test when none comes.
  std::string receive();
  /// Whether an answer is there already.
  bool has_answer();
  std::string call(const std::string& method, const std::string& params = "[]",
                   const std::string& members = "") {
    send(method, params, members);
    return receive();
  }
  void close();

 private:
  friend class TestService;
  class Peer;
  struct Inbox {
    std::mutex mutex;
    std::condition_variable has_some;
    std::deque<std::string> answers;
  };
  TestClient(workers::Worker& worker, std::shared_ptr<const Identity> identity);

  workers::Worker& worker_;
  std::shared_ptr<Inbox> inbox_ = std::make_shared<Inbox>();
  Peer* peer_ = nullptr;  ///< lives on the worker
  int next_id_ = 1;
};

/// The service without its sockets, under a clock that the test owns. Idle sessions are looked for
/// when the test says so.
class TestService {
 public:
  struct Options {
    std::uint32_t workers = 2;
    std::uint32_t job_threads = 1;
    std::int64_t max_projects = 0;
    bool is_single = false;
    Limits limits = {};
    std::span<const Method> more_methods = {};
  };
  TestService() : TestService(Options()) {}
  explicit TestService(const Options& options);
  ~TestService();

  TestClient& connect(workers::WorkerIndex worker, const std::string& principal = "uid:1000",
                      access::Role role = access::Role::Editor);
  TestClient& connect(workers::WorkerIndex worker, std::shared_ptr<const Identity> identity);
  workers::WorkerPool& pool() { return *pool_; }
  TestClock& clock() { return clock_; }
  Services& services() { return *services_; }
  workers::JobPool& jobs() { return *jobs_; }
  /// Where the copies of resting sessions are.
  std::filesystem::path copies_folder() const { return folder_ / "state/sessions"; }
  /// Lets every worker look for idle sessions, and returns when what it began has ended.
  void look_for_idle();
  /// Returns when no job is left and every worker has done what they posted.
  void settle();
  /// The session in an answer's text.
  static std::string session_in(std::string_view answer);

 private:
  const TemporaryDirectory folder_;
  TestClock clock_;
  std::unique_ptr<logging::Log> log_;
  std::unique_ptr<renders::RenderStore> renders_;
  std::optional<files::FileStore> files_;
  std::unique_ptr<recovery::RecoveryStore> recovery_;
  std::optional<MethodTable> methods_;
  std::optional<workers::ProjectLock> project_lock_;
  std::optional<workers::JobPool> jobs_;
  std::optional<Services> services_;
  std::optional<workers::WorkerPool> pool_;
  std::vector<std::unique_ptr<TestClient>> clients_;
  Limits limits_;
};

}  // namespace goxel::rpc
