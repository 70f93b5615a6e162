#include "daemon/methods/open_session.hpp"

#include "core/base/str_cat.hpp"
#include "daemon/methods/project_summary.hpp"
#include "daemon/rpc/dispatcher.hpp"

#include <memory>
#include <optional>
#include <utility>

namespace goxel::methods {

namespace {

using workers::SessionId;

/// A session to be, which may have to wait until it can be opened.
struct Opening {
  std::shared_ptr<const rpc::Identity> identity;
  std::optional<rpc::ClientId> client;
  workers::Project project;
  workers::ProjectHold hold;
  Binding binding;
  std::function<void(const SessionId&)> done;
};

rpc::Client* client_of(rpc::Dispatcher& dispatcher, const Opening& opening) {
  return opening.client ? dispatcher.find_client(*opening.client) : nullptr;
}

void let_go(rpc::Dispatcher& dispatcher, const Opening& opening) {
  rpc::Client* client = client_of(dispatcher, opening);
  if (client != nullptr) dispatcher.let_go(*client);
}

workers::Session& make_session(rpc::Dispatcher& dispatcher, Opening& opening) {
  return dispatcher.keeper().open(*opening.identity, std::move(opening.project),
                                  std::move(opening.hold), opening.binding.is_ephemeral);
}

/// Makes the session here and lets the client's later requests mean it.
void open_here(rpc::Dispatcher& dispatcher, const std::shared_ptr<Opening>& opening) {
  rpc::Client* client = client_of(dispatcher, *opening);
  workers::Session& session = make_session(dispatcher, *opening);
  const SessionId id = session.id();
  auto replaced = dispatcher.can_adopt(client) ? dispatcher.adopt(client, session) : std::nullopt;
  auto by_process = opening->binding.replaced;
  if (replaced && replaced->is_by_process) by_process = std::exchange(replaced, std::nullopt);
  const auto finish = [&dispatcher, opening, id, replaced] {
    opening->done(id);
    // Last, because requests that waited for it are answered now.
    if (replaced) dispatcher.retire_session(replaced->id);
  };
  if (!by_process) return finish();
  if (client != nullptr) dispatcher.hold_back(*client);
  dispatcher.retire_session(by_process->id, [&dispatcher, opening, finish] {
    finish();
    let_go(dispatcher, *opening);
  });
}

/// The same once there is room for one more recovery write, since the project that is replaced may
/// need one. What the client sent after this request waits too: it means the new session. A load,
/// whose barrier is up, does not wait: the write that it causes does.
void open_here_with_room(rpc::Call& call, const std::shared_ptr<Opening>& opening) {
  rpc::Dispatcher& dispatcher = call.dispatcher();
  const bool is_load = call.has_session() && call.session().is_barred();
  if (is_load || dispatcher.keeper().has_room()) return open_here(dispatcher, opening);
  if (call.client() != nullptr) dispatcher.hold_back(*call.client());
  dispatcher.keeper().when_room([&dispatcher, opening] {
    open_here(dispatcher, opening);
    let_go(dispatcher, *opening);
  });
}

void open_elsewhere(rpc::Call& call, std::shared_ptr<Opening> opening) {
  workers::WorkerPool& pool = *call.services().pool;
  workers::Worker& home = pool.worker(call.context().worker());
  pool.least_loaded().post([&home, opening = std::move(opening)](workers::Context& there) mutable {
    const SessionId id = make_session(rpc::Dispatcher::of(there), *opening).id();
    home.post([id, opening = std::move(opening)](workers::Context&) { opening->done(id); });
  });
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

void open_session(rpc::Call& call, workers::Project project, workers::ProjectHold hold,
                  const Binding& binding, std::function<void(const SessionId&)> done) {
  hold.set_project(project_id(project));
  auto opening = std::make_shared<Opening>();
  opening->identity = call.identity().shared_from_this();
  if (call.client() != nullptr) opening->client = call.client()->id();
  opening->project = std::move(project);
  opening->hold = std::move(hold);
  opening->binding = binding;
  opening->done = std::move(done);
  if (binding.is_bound && call.dispatcher().can_adopt(call.client())) {
    open_here_with_room(call, opening);
  } else {
    open_elsewhere(call, std::move(opening));
  }
}

}  // namespace goxel::methods
