#include "daemon/methods/open_session.hpp"

#include "core/base/str_cat.hpp"
#include "daemon/rpc/dispatcher.hpp"

#include <utility>

namespace goxel::methods {

namespace {

using workers::Session;
using workers::SessionId;

void log_opened(logging::Log& log, const Session& session) {
  log.info("session opened",
           {{"session", session.id().to_string()}, {"project", session.project().name}});
}

/// Makes the session here and gives it to the client in place of the one it had.
SessionId open_bound(rpc::Call& call, workers::Project project, bool is_ephemeral) {
  rpc::Dispatcher& dispatcher = call.dispatcher();
  rpc::Client& client = *call.client();
  Session& session = call.context().add_session(std::string(call.principal()), std::move(project));
  session.set_ephemeral(is_ephemeral);
  dispatcher.bind(client, session);
  log_opened(call.services().log, session);
  return session.id();
}

}  // namespace

Result<void> check_session_limit(rpc::Call& call) {
  const std::int64_t limit = call.limits().sessions;
  const std::int64_t open = call.services().pool->session_count();
  if (open < limit) return {};
  return Error{ErrorCode::LimitExceeded, str_cat(open, " sessions are open; the limit is ", limit)}
      .with("limit", "sessions")
      .with("maximum", limit)
      .with("found", open);
}

void open_session(rpc::Call& call, workers::Project project, const Binding& binding,
                  std::function<void(const SessionId&)> done) {
  project.history = History({call.limits().history_steps, call.limits().history_bytes});
  if (binding.is_bound && call.client() != nullptr && call.client()->can_bind()) {
    const auto replaced = call.client()->bound_session();
    done(open_bound(call, std::move(project), binding.is_ephemeral));
    // Last, because requests that waited for it are answered now.
    if (replaced) call.dispatcher().retire_session(*replaced);
    return;
  }
  workers::WorkerPool& pool = *call.services().pool;
  workers::Worker& home = pool.worker(call.context().worker());
  pool.least_loaded().post([&home, project = std::move(project),
                            principal = std::string(call.principal()),
                            done = std::move(done)](workers::Context& there) mutable {
    const Session& session = there.add_session(std::move(principal), std::move(project));
    log_opened(rpc::Dispatcher::of(there).services().log, session);
    home.post([id = session.id(), done = std::move(done)](workers::Context&) { done(id); });
  });
}

}  // namespace goxel::methods
