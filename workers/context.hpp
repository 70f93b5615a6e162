#pragma once

#include "workers/arena.hpp"
#include "workers/clock.hpp"
#include "workers/owner_thread.hpp"
#include "workers/session_table.hpp"

#include <boost/asio/io_context.hpp>

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>

namespace goxel::workers {

using WorkerIndex = std::uint32_t;

/// What one worker tells of itself. Written by it (connections also by the acceptor, which must see
/// its own placements at once); any thread may read.
struct WorkerCounters {
  std::atomic<std::int64_t> connections{0};
  std::atomic<std::int64_t> sessions{0};
  std::atomic<std::int64_t> queued{0};  ///< tasks posted and not yet begun
  std::atomic<std::uint64_t> requests{0};
  std::atomic<std::uint64_t> busy_ns{0};
};

/// What the daemon keeps on a worker: its connections and its dispatcher. Made, used and destroyed
/// on the worker's thread.
class Resident {
 public:
  virtual ~Resident() = default;
  /// Closes what keeps the io_context busy: connections, timers. Called once before the context is
  /// destroyed.
  virtual void close() = 0;
};

/// The goxel context of one worker: its sessions, and so every image it may touch, its counters,
/// its arena, and what the daemon keeps there. It is the program's only thread-local object, made
/// on the worker's own thread before the worker accepts work, and destroyed there after its
/// connections are closed.
class Context {
 public:
  Context(WorkerIndex worker, boost::asio::io_context& io, WorkerCounters& counters,
          const Clock& clock);
  ~Context();
  Context(const Context&) = delete;
  Context& operator=(const Context&) = delete;

  /// The calling worker's context. Asserts that the caller is a worker.
  static Context& current();
  /// False on every thread that is not a worker, or whose context is gone.
  static bool exists();

  /// Makes the calling thread's context; the thread has none yet.
  static Context& create(WorkerIndex worker, boost::asio::io_context& io, WorkerCounters& counters,
                         const Clock& clock);
  /// Ends the resident, then the sessions, then the calling thread's context itself.
  static void destroy();

  WorkerIndex worker() const { return worker_; }
  boost::asio::io_context& io() { return io_; }
  WorkerCounters& counters() { return counters_; }
  const Clock& clock() const { return clock_; }
  std::optional<ArenaId> arena() const { return arena_; }
  std::thread::id thread() const { return owner_.id(); }

  /// Find, add and end sessions.
  SessionTable& sessions() {
    owner_.assert_held();
    return sessions_;
  }
  Session& add_session(std::string principal, Project project);
  /// The same with an id that a session of this worker has had before and nobody has now.
  Session& adopt_session(const SessionId& id, std::string principal, Project project);
  void remove_session(const SessionId& id);

  Resident* resident() {
    owner_.assert_held();
    return resident_.get();
  }
  void set_resident(std::unique_ptr<Resident> resident) {
    owner_.assert_held();
    resident_ = std::move(resident);
  }

 private:
  OwnerThread owner_;
  const WorkerIndex worker_;
  const std::optional<ArenaId> arena_;
  boost::asio::io_context& io_;
  WorkerCounters& counters_;
  const Clock& clock_;
  SessionTable sessions_ GOXEL_GUARDED_BY(owner_);
  std::unique_ptr<Resident> resident_ GOXEL_GUARDED_BY(owner_);
};

}  // namespace goxel::workers
