#include "core/base/str_cat.hpp"
#include "daemon/methods/ownership.hpp"
#include "daemon/methods/project_summary.hpp"
#include "daemon/methods/tables.hpp"
#include "daemon/rpc/handler.hpp"

#include <algorithm>
#include <chrono>
#include <unordered_set>

namespace goxel::methods {

using rpc::Access;
using rpc::Answer;
using rpc::Call;
using rpc::NoParams;
using workers::Session;
using workers::SessionId;

namespace {

Result<SessionId> parse_session(std::string_view text) {
  if (const auto id = SessionId::parse(text)) return *id;
  return Error{ErrorCode::SessionNotFound,
               str_cat("\"", text.substr(0, 64), "\" is no session id")};
}

Error session_not_found(const SessionId& id) {
  return Error{ErrorCode::SessionNotFound,
               str_cat("no session ", id.to_string(), ": it was closed, or never existed")};
}

}  // namespace

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

/// What the owner of a session says to a request to bind to it.
struct Bound {
  std::string project_id;
  std::uint32_t epoch = 0;
};
/// Nothing when the session is unknown.
using Found = std::optional<Bound>;

Found bind_at_owner(workers::Context& owner, const SessionId& id) {
  Session* session = rpc::Dispatcher::of(owner).keeper().find(id);
  if (session == nullptr) return std::nullopt;
  session->bind();
  session->touch(owner.clock().now());
  return Bound{project_id(session->project()), session->binding_epoch()};
}

/// Back on the connection's worker: binds it, and lets it move to where its session is.
void finish_attach(rpc::Dispatcher& dispatcher, rpc::ClientId client_id, const SessionId& id,
                   const Found& found, const Answer<AttachResult>& answer) {
  rpc::Client* client = dispatcher.find_client(client_id);
  if (client == nullptr) {
    if (found) dispatcher.release_session(id, found->epoch);
    return;
  }
  if (found) {
    dispatcher.bind_remote(*client, id, found->epoch);
    answer(AttachResult{true, id.to_string(), found->project_id});
  } else {
    answer(session_not_found(id));
  }
  dispatcher.let_go(*client);
}

}  // namespace

void attach_session(Call& call, const AttachParams& params, Answer<AttachResult> answer) {
  const auto id = parse_session(params.session);
  if (!id) return answer(id.error());
  if (call.client() == nullptr || !call.client()->can_bind()) {
    return answer(Error{
        ErrorCode::InvalidRequest,
        "this transport keeps no session between requests: name the session in each instead"});
  }
  // Later requests of the connection mean the new session, so none is looked at before it is bound:
  // neither unread ones nor those that wait for the session it leaves.
  call.dispatcher().hold_back(*call.client());
  workers::WorkerPool& pool = *call.services().pool;
  workers::Worker& home = pool.worker(call.context().worker());
  pool.owner_of(*id).post(
      [&home, id = *id, client = call.client()->id(), answer](workers::Context& owner) {
        home.post([id, client, answer, found = bind_at_owner(owner, id)](workers::Context& here) {
          finish_attach(rpc::Dispatcher::of(here), client, id, found, answer);
        });
      });
}

struct DetachResult {
  bool success = true;
  std::string session;
};
constexpr auto fields_of(rpc::Of<DetachResult>) {
  using R = DetachResult;
  return rpc::fields(rpc::field<&R::success>("success", "always true"),
                     rpc::field<&R::session>("session", "that the connection was bound to"));
}

Result<DetachResult> detach_session(Call& call, const NoParams&) {
  if (call.client() == nullptr || !call.client()->bound_session()) {
    return Error{ErrorCode::NoProject, "this connection is bound to no session"};
  }
  const SessionId id = *call.client()->bound_session();
  call.dispatcher().unbind(*call.client());
  return DetachResult{true, id.to_string()};
}

struct CloseSessionParams {
  std::string session;
  bool discard = false;
};
constexpr auto fields_of(rpc::Of<CloseSessionParams>) {
  using P = CloseSessionParams;
  return rpc::fields(
      rpc::field<&P::session>("session", "id of the session to close"),
      rpc::field<&P::discard>("discard",
                              "gives up changes that were never saved, and a copy that is kept")
          .optional());
}

struct CloseSessionResult {
  bool success = true;
  std::string session;
  std::optional<std::string> recoverable;
};
constexpr auto fields_of(rpc::Of<CloseSessionResult>) {
  using R = CloseSessionResult;
  return rpc::fields(
      rpc::field<&R::success>("success", "always true"),
      rpc::field<&R::session>("session", "that was closed"),
      rpc::field<&R::recoverable>("recoverable",
                                  "its id again when it keeps changes that were never saved"));
}

namespace {

Result<CloseSessionResult> close_at_owner(workers::Context& owner, const SessionId& id,
                                          bool is_discarded, const rpc::Identity& caller) {
  rpc::Dispatcher& dispatcher = rpc::Dispatcher::of(owner);
  Session* session = dispatcher.keeper().find(id);
  if (session == nullptr) return session_not_found(id);
  GOXEL_TRY(check_owner(dispatcher.services(), caller, *session, access::Role::Admin,
                        "closing somebody else's session"));
  CloseSessionResult result;
  result.session = id.to_string();
  if (is_discarded) {
    dispatcher.keeper().end(id);
  } else {
    dispatcher.unbind_all(id);
    if (dispatcher.keeper().put_away(*session)) result.recoverable = result.session;
  }
  return result;
}

}  // namespace

void close_session(Call& call, const CloseSessionParams& params,
                   Answer<CloseSessionResult> answer) {
  const auto id = parse_session(params.session);
  if (!id) return answer(id.error());
  if (params.discard) {
    if (auto checked = call.check_role(access::Role::Editor, "discard"); !checked)
      return answer(std::move(checked).error());
  }
  workers::WorkerPool& pool = *call.services().pool;
  workers::Worker& home = pool.worker(call.context().worker());
  pool.owner_of(*id).post([&home, id = *id, discard = params.discard,
                           caller = call.identity().shared_from_this(),
                           answer](workers::Context& owner) {
    const auto close = [&home, &owner, id, discard, caller, answer] {
      home.post([answer, result = close_at_owner(owner, id, discard, *caller)](workers::Context&) {
        answer(result);
      });
    };
    Session* session = owner.sessions().find(id);
    // An edit under way is to be in what is kept.
    if (session != nullptr && session->must_wait()) return session->wait(close);
    close();
  });
}

struct ListedSession {
  std::string session;
  std::string name;
  std::string state;
  bool dirty = false;
  std::int64_t idle_seconds = 0;
  std::optional<std::string> principal;
};
constexpr auto fields_of(rpc::Of<ListedSession>) {
  using R = ListedSession;
  return rpc::fields(
      rpc::field<&R::session>("session", "its id"), rpc::field<&R::name>("name", "of its project"),
      rpc::field<&R::state>(
          "state", "\"bound\" to a connection, \"detached\", or \"evicted\": its copy is on disk"),
      rpc::field<&R::dirty>("dirty", "whether it has changes that were never saved"),
      rpc::field<&R::idle_seconds>("idle_seconds", "since its last request"),
      rpc::field<&R::principal>("principal", "whose it is; told to admins"));
}

struct SessionList {
  std::int64_t count = 0;
  std::vector<ListedSession> sessions;
};
constexpr auto fields_of(rpc::Of<SessionList>) {
  return rpc::fields(
      rpc::field<&SessionList::count>("count", "number of sessions"),
      rpc::field<&SessionList::sessions>("sessions", "this user's, or to an admin all, by id"));
}

namespace {

/// Told where all are shown.
std::optional<std::string> told(const std::string& owner, const std::string& principal) {
  return principal.empty() ? std::optional(owner) : std::nullopt;
}

std::vector<ListedSession> list_on(workers::Context& context, const std::string& principal) {
  std::vector<ListedSession> list;
  const auto now = context.clock().now();
  context.sessions().for_each([&](Session& session) {
    if (!is_shown(session, principal)) return;
    const auto idle = std::chrono::duration_cast<std::chrono::seconds>(now - session.last_used());
    list.push_back({session.id().to_string(), session.project().name,
                    std::string(rpc::SessionKeeper::state_of(session)),
                    session.project().is_dirty(), idle.count(),
                    told(session.principal(), principal)});
  });
  return list;
}

/// Adds those that are known by their copies alone.
void add_copies(std::vector<ListedSession>& sessions, const recovery::RecoveryStore& store,
                const std::string& principal, std::int64_t now) {
  std::unordered_set<std::string> listed;
  for (const ListedSession& session : sessions) listed.insert(session.session);
  for (const recovery::CopyInfo& copy : store.list(principal)) {
    std::string id = copy.id.to_string();
    if (listed.count(id) != 0) continue;
    sessions.push_back({std::move(id), copy.name, "evicted", copy.is_dirty,
                        std::max<std::int64_t>(0, now - copy.written_at),
                        told(copy.principal, principal)});
  }
}

}  // namespace

void list_sessions(Call& call, const NoParams&, Answer<SessionList> answer) {
  using Lists = std::vector<std::vector<ListedSession>>;
  const std::string principal = shown_principal(call.identity());
  call.services().pool->gather<std::vector<ListedSession>>(
      [principal](workers::Context& context) { return list_on(context, principal); },
      [answer, principal, store = call.services().recovery,
       unix_seconds = call.context().clock().unix_seconds()](Lists lists) {
        SessionList all;
        for (auto& list : lists)
          std::move(list.begin(), list.end(), std::back_inserter(all.sessions));
        if (store != nullptr) add_copies(all.sessions, *store, principal, unix_seconds);
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
                                         "Binds the connection to a session that is open already.")
          .fails(ErrorCode::SessionNotFound),
      rpc::method<&detach_session>("detach_session", Access::Open,
                                   "Releases the connection from its session, which stays.")
          .fails(ErrorCode::NoProject),
      rpc::async_method<&close_session>(
          "close_session", Access::Service,
          "Closes a session; what was never saved is kept unless it is discarded.")
          .fails(ErrorCode::SessionNotFound),
      rpc::async_method<&list_sessions>("list_sessions", Access::Service,
                                        "Lists this user's sessions, or to an admin all."),
  });
  return kTable;
}

}  // namespace goxel::methods
