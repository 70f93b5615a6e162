#pragma once

#include "daemon/rpc/call.hpp"
#include "daemon/rpc/dispatcher.hpp"
#include "workers/session.hpp"

#include <functional>
#include <optional>

namespace goxel::methods {

/// How a method that opens a project treats the connection.
struct Binding {
  bool is_bound = true;       ///< the connection's later requests mean the new session
  bool is_ephemeral = false;  ///< it ends with its last connection and leaves nothing behind
  /// What the connection's requests had meant before it was bound to a stand-in for the new one.
  std::optional<rpc::Dispatcher::Replaced> replaced = std::nullopt;
};

/// LimitExceeded, naming the limit, when no further session may be opened.
Result<void> check_session_limit(rpc::Call& call);

/// Opens a session on `project`, with its place in the project lock, and calls done(id) on this
/// worker: at once when the connection's later requests are to mean it, which gives up the session
/// that they meant (see Dispatcher::retire_session), or after a recovery write has ended when too
/// many are under way; else after the least-loaded worker has made it.
void open_session(rpc::Call& call, workers::Project project, workers::ProjectHold hold,
                  const Binding& binding, std::function<void(const workers::SessionId&)> done);

}  // namespace goxel::methods
