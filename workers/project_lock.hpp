#pragma once

#include "core/base/result.hpp"
#include "workers/clock.hpp"
#include "workers/mutex.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace goxel::workers {

/// A client as other threads see it: whether it could still come back for what it holds. Two
/// requests come from the same connection when they carry the same object. Any thread.
class Presence {
 public:
  virtual ~Presence() = default;
  /// True once the connection has closed and the process behind it, where one is known, has exited;
  /// it stays true. Asked while the project lock is locked: answers at once and never calls into
  /// it.
  virtual bool is_gone() const = 0;
  /// True once the connection has closed.
  virtual bool has_closed() const = 0;
};

class ProjectLock;

/// A place in the project lock, given back when this is destroyed. Empty ones hold nothing. Owned
/// by one worker at a time; the lock may take the place away when its holder is gone, and from then
/// on this holds nothing. The lock outlives it.
class ProjectHold {
 public:
  ProjectHold() = default;
  ProjectHold(ProjectHold&&) noexcept = default;
  ProjectHold& operator=(ProjectHold&& other) noexcept;
  ~ProjectHold();

  /// Whether it holds a place: false for an empty one, and once released or taken away. Costs an
  /// atomic load.
  bool is_held() const;
  /// Gives the place back, to the first who waits, and is empty from then on. Calls `granted` of
  /// those who are served before it returns, unless another thread is at it already.
  void release();
  /// For errors and logs: which project the place is used for.
  void set_project(std::string project_id);
  /// Takes note of a request to the project. Costs an atomic store; nothing for an empty one.
  void touch(std::chrono::steady_clock::time_point now);
  /// Whether the place was given to this client; never to null, which names no one.
  bool is_of(const Presence* client) const;
  /// True the first time it is asked while held: for a warning that is given once a holder.
  bool take_warning();

 private:
  friend class ProjectLock;
  struct Place;
  explicit ProjectHold(std::shared_ptr<Place> place);

  std::shared_ptr<Place> place_;
};

/// How many projects may be under way at once: create_project and load_project take a place, and
/// a successful save, the project's end or an operator gives it back. Waiting clients are served in
/// the order in which they came. Internally locked; any thread; no callback runs under the lock.
///
/// A holder that is gone keeps its place until someone asks for it.
class ProjectLock {
 public:
  struct Options {
    std::int64_t places = 1;       ///< at least 1
    std::int64_t waiting = 1'024;  ///< clients that may wait; one more is Busy
  };
  /// Who wants a place, and what for.
  struct Request {
    std::string project_id;  ///< for errors and logs; may be set later
    /// Null is a client that is always there, and that is no other null client.
    std::shared_ptr<const Presence> client = nullptr;
  };
  /// What is told of a holder.
  struct Holder {
    std::string project_id;
    std::int64_t held_seconds = 0;
    std::int64_t idle_seconds = 0;

    friend bool operator==(const Holder&, const Holder&) = default;
  };
  using WaiterId = std::uint64_t;
  /// Gets the place, on whichever thread gave it back, one at a time, in the order in which they
  /// were queued: it should only post, and must not throw. It may call into the lock. A hold that
  /// it drops goes to the next.
  using Granted = std::function<void(ProjectHold)>;

  /// The clock outlives the lock.
  ProjectLock(const Options& options, const Clock& clock);
  /// No place may be held any more, and so no one waits.
  ~ProjectLock();
  ProjectLock(const ProjectLock&) = delete;
  ProjectLock& operator=(const ProjectLock&) = delete;

  /// A free place, or that of a holder who is gone, whose hold then holds nothing. Who waits comes
  /// first. Else ProjectLocked, as locked_error() gives it. Costs well under a microsecond when
  /// uncontended (bench/micro).
  Result<ProjectHold> try_take(Request request);

  /// Queues for a place. `granted` is called once, unless the waiter gives up first; with a place
  /// to be had it is called before this returns. ProjectLocked when there is none and the client
  /// holds one already, since it would wait for itself; Busy when too many wait.
  Result<WaiterId> wait(Request request, Granted granted);
  /// True when it was still waiting and now is not: `granted` will not be called. False when it was
  /// served: `granted` has been, or is about to be, called. About as cheap as try_take().
  bool give_up(WaiterId waiter);
  /// Serves the first waiters if a holder has gone meanwhile. For a timer of who waits, and when a
  /// connection has closed.
  void recheck();

  /// For one whose waiting time is up: ProjectLocked with the details `holder` {project_id,
  /// held_seconds, idle_seconds}, the one that has been idle longest (missing in the moment in
  /// which all have gone), `waiting` and `retry_after_ms`.
  Error locked_error() const;
  /// All holders, the longest idle first; for operators, logs and tests.
  std::vector<Holder> holders() const;
  /// How many wait.
  std::size_t waiting() const;

 private:
  friend class ProjectHold;
  using Place = ProjectHold::Place;
  struct Waiter {
    Request request;
    Granted granted;
  };
  /// A place on the way to who waited for it.
  struct Grant {
    Granted granted;
    ProjectHold hold;
  };

  void give_back(Place& place);
  void rename(Place& place, std::string project_id);
  ProjectHold take_place(Request&& request) GOXEL_REQUIRES(mutex_);
  void remove_place(Place& place) GOXEL_REQUIRES(mutex_);
  bool make_room() GOXEL_REQUIRES(mutex_);
  void serve_waiters() GOXEL_REQUIRES(mutex_);
  Result<WaiterId> enqueue(Request&& request, Granted&& granted) GOXEL_REQUIRES(mutex_);
  bool is_holder(const Presence* client) const GOXEL_REQUIRES(mutex_);
  Error locked_error_now() const GOXEL_REQUIRES(mutex_);
  bool claim_delivery() GOXEL_REQUIRES(mutex_);
  void deliver() noexcept;

  const Options options_;
  const Clock& clock_;
  /// Taken ones, in no order; each knows its index.
  std::vector<std::shared_ptr<Place>> places_ GOXEL_GUARDED_BY(mutex_);
  std::map<WaiterId, Waiter> waiters_ GOXEL_GUARDED_BY(mutex_);  ///< ids rise, so first come first
  WaiterId last_waiter_ GOXEL_GUARDED_BY(mutex_) = 0;
  std::deque<Grant> grants_ GOXEL_GUARDED_BY(mutex_);
  /// One thread at a time empties grants_: keeps the order, and a callback that drops its hold does
  /// not recurse.
  bool is_delivering_ GOXEL_GUARDED_BY(mutex_) = false;
  mutable Mutex mutex_;
};

}  // namespace goxel::workers
