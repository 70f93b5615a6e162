#pragma once

#include "workers/owner_thread.hpp"
#include "workers/session.hpp"

#include <memory>
#include <unordered_map>
#include <unordered_set>

namespace goxel::workers {

/// The sessions of one worker. Owned by that worker.
class SessionTable {
 public:
  /// Null when there is none of that id, which here means it does not exist at all if this worker
  /// is its owner.
  Session* find(const SessionId& id);
  Session& add(std::unique_ptr<Session> session);
  /// Ends a session. What waited for its barrier is run, so that each waiting request finds it gone
  /// and is answered.
  void remove(const SessionId& id);
  /// Runs what waits for a session, oldest first, until nothing does, a request raises the barrier
  /// again, or the session is gone. Call after lower_barrier().
  void resume(const SessionId& id);

  /// Ends all sessions without running what waits: for the worker's end, when nobody is left to be
  /// answered.
  void clear();

  std::size_t size() const;
  /// Calls visit(Session&) for each; visit must not add or remove any.
  template <class Visit>
  void for_each(Visit&& visit) {
    owner_.assert_held();
    for (auto& [id, session] : sessions_) visit(*session);
  }

 private:
  OwnerThread owner_;
  std::unordered_map<SessionId, std::unique_ptr<Session>> sessions_ GOXEL_GUARDED_BY(owner_);
  std::unordered_set<SessionId> resuming_ GOXEL_GUARDED_BY(owner_);  ///< resume() runs for these
};

}  // namespace goxel::workers
