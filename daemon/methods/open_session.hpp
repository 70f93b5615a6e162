#pragma once

#include "daemon/rpc/call.hpp"
#include "workers/session.hpp"

#include <functional>

namespace goxel::methods {

/// How a method that opens a project treats the connection.
struct Binding {
  bool is_bound = true;       ///< the connection's later requests mean the new session
  bool is_ephemeral = false;  ///< it ends with its last connection and leaves nothing behind
};

/// LimitExceeded, naming the limit, when no further session may be opened.
Result<void> check_session_limit(rpc::Call& call);

/// Opens a session on `project` and calls done(id) on this worker: at once when it is bound to the
/// connection, which gives up the session it had (see Dispatcher::retire_session); else after the
/// least-loaded worker has made it.
void open_session(rpc::Call& call, workers::Project project, const Binding& binding,
                  std::function<void(const workers::SessionId&)> done);

}  // namespace goxel::methods
