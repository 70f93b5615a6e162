#pragma once

#include "daemon/recovery/recovery_store.hpp"
#include "daemon/rpc/identity.hpp"
#include "daemon/rpc/services.hpp"
#include "workers/context.hpp"

#include <deque>
#include <functional>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace goxel::rpc {

class Dispatcher;

/// How the sessions of one worker begin, rest, come back and end. A session that is given up with
/// changes that were never saved, or that nobody used for the idle time-out, is written to the
/// recovery store and then rests: its memory is free, and the next request that means it brings it
/// back. Owned by one worker.
class SessionKeeper {
 public:
  SessionKeeper(Services& services, workers::Context& context, Dispatcher& dispatcher);

  /// Opens a session for whoever asks.
  workers::Session& open(const Identity& identity, workers::Project project,
                         workers::ProjectHold hold, bool is_ephemeral);
  /// The session of an id, which this worker owns: open, resting, or known by its copy alone. Null
  /// when there is none.
  workers::Session* find(const workers::SessionId& id);
  /// Begins to bring a resting session back. Its requests wait until it is there; those that run
  /// and find it resting still answer its wake_error(). Busy when the job pool is full.
  Result<void> wake(workers::Session& session);
  /// Ends a session and deletes its copy.
  void end(const workers::SessionId& id);
  /// For a session that its client gave up: what is unsaved is kept, and else it ends. Returns
  /// whether it is kept.
  bool put_away(workers::Session& session);
  /// For a session whose handler threw: released from its connections and put to rest.
  void suspect(workers::Session& session);

  /// Puts sessions to rest that had no request for the idle time-out, and ends those among them
  /// that nobody is connected to and that were never touched. Gives back their places in the
  /// project lock. A timer calls it.
  void expire_idle();
  /// Writes a copy of each session that was touched, for the end of the service.
  void write_all();
  /// Whether fewer recovery writes are under way than may be.
  bool has_room() const;
  /// Calls `then` after one of them has ended, or at once if there is room.
  void when_room(std::function<void()> then);
  /// A resting session's copy was dropped: it is gone.
  void forget(const workers::SessionId& id);

  /// "bound", "detached" or "evicted".
  static std::string_view state_of(const workers::Session& session);

 private:
  using Written = std::function<void(Result<void>)>;

  static void give_up(workers::Session& session);
  void rest(workers::Session& session, recovery::CopyKind kind);
  void finish_rest(const workers::SessionId& id, std::uint64_t uses, const Result<void>& written);
  /// Takes the copy of a session that is gone out of its place, and lets a job delete it.
  void give_up_copy(const workers::SessionId& id);
  void remove_used_copy(const workers::SessionId& id);
  void finish_wake(const workers::SessionId& id, Result<workers::Project> project);
  /// False when the job pool took it not.
  bool write(workers::Session& session, recovery::CopyKind kind, Written written);
  void log_state(const workers::Session& session, std::string_view before, std::string_view after);

  Services& services_;
  workers::Context& context_;
  Dispatcher& dispatcher_;
  std::unordered_set<workers::SessionId> being_written_;
  /// Their copies are to go once the job that has them is over.
  std::unordered_set<workers::SessionId> ended_;
  std::deque<std::function<void()>> waiting_for_room_;
};

}  // namespace goxel::rpc
