#include "core/base/str_cat.hpp"
#include "daemon/methods/project_summary.hpp"
#include "daemon/methods/tables.hpp"
#include "daemon/rpc/handler.hpp"

#include <algorithm>
#include <chrono>

namespace goxel::methods {

using rpc::Access;
using rpc::Answer;
using rpc::Call;
using rpc::NoParams;
using workers::Session;
using workers::SessionId;

struct AttachParams {
  std::string session;
};
constexpr auto fields_of(rpc::Of<AttachParams>) {
  return rpc::fields(rpc::field<&AttachParams::session>(
      "session", "id from create_project, load_project or list_sessions"));
}

struct AttachResult {
  bool success = true;
  std::string session;
  std::string project_id;
};
constexpr auto fields_of(rpc::Of<AttachResult>) {
  using R = AttachResult;
  return rpc::fields(rpc::field<&R::success>("success", "always true"),
                     rpc::field<&R::session>("session", "this connection means from now on"),
                     rpc::field<&R::project_id>("project_id", "name of its project"));
}

namespace {

/// What the owner of a session says to a request to bind to it: the project's name, or nothing when
/// it is unknown.
using Found = std::optional<std::string>;

Found bind_at_owner(workers::Context& owner, const SessionId& id) {
  Session* session = owner.sessions().find(id);
  if (session == nullptr) return std::nullopt;
  session->bind();
  session->touch(owner.clock().now());
  return project_id(session->project());
}

/// Back on the connection's worker: binds it, and lets it move to where its session is.
void finish_attach(rpc::Dispatcher& dispatcher, rpc::ClientId client_id, const SessionId& id,
                   const Found& found, const Answer<AttachResult>& answer) {
  rpc::Client* client = dispatcher.find_client(client_id);
  const auto owner = id.owner(dispatcher.services().pool->size());
  if (client == nullptr) {
    if (found) dispatcher.release_session(id);
    return;
  }
  if (found) {
    dispatcher.bind_remote(*client, id);
    answer(AttachResult{true, id.to_string(), *found});
    client->release(owner);
  } else {
    answer(Error{ErrorCode::SessionNotFound,
                 str_cat("no session ", id.to_string(), ": it was closed, or never existed")});
    client->release(std::nullopt);
  }
}

}  // namespace

void attach_session(Call& call, const AttachParams& params, Answer<AttachResult> answer) {
  const auto id = SessionId::parse(params.session);
  if (!id) {
    return answer(Error{
        ErrorCode::SessionNotFound,
        str_cat("\"", std::string_view(params.session).substr(0, 64), "\" is no session id")});
  }
  if (call.client() == nullptr || !call.client()->can_bind()) {
    return answer(Error{
        ErrorCode::InvalidRequest,
        "this transport keeps no session between requests: name the session in each instead"});
  }
  // Later requests of the connection mean the new session, so none is looked at before it is bound.
  call.client()->hold();
  workers::WorkerPool& pool = *call.services().pool;
  workers::Worker& home = pool.worker(call.context().worker());
  pool.owner_of(*id).post(
      [&home, id = *id, client = call.client()->id(), answer](workers::Context& owner) {
        home.post([id, client, answer, found = bind_at_owner(owner, id)](workers::Context& here) {
          finish_attach(rpc::Dispatcher::of(here), client, id, found, answer);
        });
      });
}

struct ListedSession {
  std::string session;
  std::string name;
  std::string state;
  bool dirty = false;
  std::int64_t idle_seconds = 0;
};
constexpr auto fields_of(rpc::Of<ListedSession>) {
  using R = ListedSession;
  return rpc::fields(rpc::field<&R::session>("session", "its id"),
                     rpc::field<&R::name>("name", "of its project"),
                     rpc::field<&R::state>("state", "\"bound\" to a connection, or \"detached\""),
                     rpc::field<&R::dirty>("dirty", "whether it has changes that were never saved"),
                     rpc::field<&R::idle_seconds>("idle_seconds", "since its last request"));
}

struct SessionList {
  std::int64_t count = 0;
  std::vector<ListedSession> sessions;
};
constexpr auto fields_of(rpc::Of<SessionList>) {
  return rpc::fields(
      rpc::field<&SessionList::count>("count", "number of sessions"),
      rpc::field<&SessionList::sessions>("sessions", "this user's, on all workers, by id"));
}

namespace {

std::vector<ListedSession> list_on(workers::Context& context, const std::string& principal) {
  std::vector<ListedSession> list;
  const auto now = context.clock().now();
  context.sessions().for_each([&](Session& session) {
    if (session.principal() != principal) return;
    const auto idle = std::chrono::duration_cast<std::chrono::seconds>(now - session.last_used());
    list.push_back({session.id().to_string(), session.project().name,
                    session.bound_connections() > 0 ? "bound" : "detached",
                    session.project().is_dirty(), idle.count()});
  });
  return list;
}

}  // namespace

void list_sessions(Call& call, const NoParams&, Answer<SessionList> answer) {
  using Lists = std::vector<std::vector<ListedSession>>;
  call.services().pool->gather<std::vector<ListedSession>>(
      [principal = std::string(call.principal())](workers::Context& context) {
        return list_on(context, principal);
      },
      [answer](Lists lists) {
        SessionList all;
        for (auto& list : lists)
          std::move(list.begin(), list.end(), std::back_inserter(all.sessions));
        std::sort(
            all.sessions.begin(), all.sessions.end(),
            [](const ListedSession& a, const ListedSession& b) { return a.session < b.session; });
        all.count = static_cast<std::int64_t>(all.sessions.size());
        answer(all);
      });
}

std::span<const rpc::Method> session_methods() {
  static constexpr auto kTable = std::to_array<rpc::Method>({
      rpc::async_method<&attach_session>("attach_session", Access::Open,
                                         "Binds the connection to a session that is open already."),
      rpc::async_method<&list_sessions>("list_sessions", Access::Service,
                                        "Lists this user's sessions."),
  });
  return kTable;
}

}  // namespace goxel::methods
