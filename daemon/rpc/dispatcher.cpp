#include "daemon/rpc/dispatcher.hpp"

#include "core/base/str_cat.hpp"
#include "daemon/rpc/codec_voxel.hpp"
#include "daemon/rpc/envelope.hpp"
#include "daemon/rpc/legacy_tools.hpp"
#include "workers/job.hpp"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <utility>
#include <vector>

namespace goxel::rpc {

namespace {

using workers::Session;
using workers::SessionId;

/// Of a request's id; the rest of a longer one is left out of the log.
constexpr std::size_t kLoggedIdSize = 64;

/// Of a worker's life, and of each: names come from clients, and the log is not theirs to fill.
constexpr std::size_t kMostWarnings = 256;
constexpr std::size_t kWarningSize = 200;

Error session_not_found(std::string_view id) {
  return Error{ErrorCode::SessionNotFound,
               str_cat("no session ", id, ": it was closed, or never existed")};
}

/// The session a request names beside `method` or inside object params; the first wins.
std::optional<std::string_view> session_named_by(const Request& request) {
  if (request.session || !request.params) return request.session;
  const auto member = request.params->find("session");
  if (!member || !member->is_string()) return std::nullopt;
  return member->text();
}

void append_error_member(std::string& out, const Error& error) {
  out += R"("error":)";
  append_error_object(out, error);
}

}  // namespace

Dispatcher::Dispatcher(Services& services, workers::Context& context)
    : services_(services),
      context_(context),
      keeper_(services, context, *this),
      gate_(services, context, *this),
      async_jobs_(services.limits, context.worker()),
      metrics_(services.metrics.add_worker(context.worker(), services.methods.methods().size())),
      idle_timer_(context.io()) {
  await_idle_check();
}

Dispatcher& Dispatcher::of(workers::Context& context) {
  return static_cast<Dispatcher&>(*context.resident());
}

void Dispatcher::add_client(Client& client) {
  client.set_id(next_client_++);
  clients_.emplace(client.id(), &client);
}

void Dispatcher::remove_client(Client& client) {
  if (client.cancel_for_replies()) {
    for (workers::WorkerIndex i = 0; i < services_.pool->size(); ++i) {
      if (i == context_.worker()) continue;
      services_.pool->worker(i).post(
          [id = client.id(), worker = context_.worker()](workers::Context& there) {
            Dispatcher::of(there).cancel_jobs_for(id, worker);
          });
    }
  }
  unbind(client);
  hand_over_client(client);
}

void Dispatcher::hand_over_client(Client& client) {
  clients_.erase(client.id());
  const auto found = held_back_.find(client.id());
  if (found == held_back_.end()) return;
  // Without it they go where they were bound for.
  const std::deque<StoredRequest> requests = std::move(found->second.requests);
  held_back_.erase(found);
  for (const StoredRequest& request : requests) run_stored(request, true);
}

void Dispatcher::hold_back(Client& client) {
  client.hold();
  ++held_back_[client.id()].count;
}

void Dispatcher::let_go(Client& client) {
  const ClientId id = client.id();
  --held_back_.at(id).count;
  while (true) {
    const auto found = held_back_.find(id);
    if (found == held_back_.end() || found->second.count > 0) break;
    if (found->second.requests.empty()) {
      held_back_.erase(found);
      break;
    }
    const StoredRequest request = std::move(found->second.requests.front());
    found->second.requests.pop_front();
    run_stored(request, true);
  }
  if (find_client(id) == nullptr) return;  // it ended by one of them
  const auto& session = client.bound_session();
  client.release(session ? std::optional(session->owner(services_.pool->size())) : std::nullopt);
}

Client* Dispatcher::find_client(ClientId id) {
  const auto found = clients_.find(id);
  return found != clients_.end() ? found->second : nullptr;
}

const ReplyAddress& Dispatcher::detach(Reply& reply) {
  if (!reply.address) {
    const std::string_view id_text = reply.is_notification ? std::string_view() : reply.id_text;
    reply.address = ReplyAddress{context_.worker(), reply.client->id(),
                                 reply.client->open_ticket(id_text, started_)};
  }
  return *reply.address;
}

void Dispatcher::deliver(const ReplyAddress& address, std::string reply) {
  if (address.worker != context_.worker()) {
    services_.pool->worker(address.worker)
        .post([address, reply = std::move(reply)](workers::Context& there) mutable {
          Dispatcher::of(there).deliver(address, std::move(reply));
        });
    return;
  }
  if (address.client == kAsyncJobs) {
    reply.erase(0, Client::kReplyStart.size());
    return async_jobs_.end(address.ticket, std::move(reply), context_.clock().now());
  }
  Client* client = find_client(address.client);
  if (client == nullptr) return;  // the connection has closed: nobody waits for the answer
  if (const auto started = client->close_ticket(address.ticket, std::move(reply)))
    metrics_.record(*started, std::chrono::steady_clock::now());
  client->flush();
}

void Dispatcher::answer_error(const Reply& reply, const Error& error) {
  metrics_.count_error(error.code);
  if (error.code == ErrorCode::Busy) {
    const auto now = std::chrono::steady_clock::now().time_since_epoch();
    services_.refused_at_ns.store(std::chrono::nanoseconds(now).count(), std::memory_order_relaxed);
  }
  answer(reply, [&](std::string& out) { append_error_member(out, error); });
}

void Dispatcher::answer_malformed(Client& client, const Error& error) {
  metrics_.count_error(error.code);
  append_error_member(client.begin_reply(), error);
  client.end_reply("null");
}

void Dispatcher::handle_message(Client& client, JsonView root, std::string_view raw) {
  if (root.is_array()) {
    handle_batch(client, root, raw);
  } else {
    handle_request(client, root, raw);
  }
}

void Dispatcher::handle_batch(Client& client, JsonView root, std::string_view raw) {
  if (root.size() == 0) {
    return answer_malformed(client,
                            Error{ErrorCode::InvalidRequest, "a batch needs at least one request"});
  }
  const std::int64_t limit = services_.limits.batch_length;
  if (root.size() > static_cast<std::size_t>(limit)) {
    return answer_malformed(
        client, Error{ErrorCode::LimitExceeded,
                      str_cat("the batch holds ", root.size(), " requests; the limit is ", limit)}
                    .with("limit", "batch_length")
                    .with("maximum", limit)
                    .with("found", static_cast<std::int64_t>(root.size())));
  }
  client.begin_batch();
  std::vector<std::string_view> ids;
  BatchReader elements(root, raw);
  while (const auto element = elements.next()) {
    ids.push_back(read_id(element->view, element->raw));
    handle_request(client, element->view, element->raw);
  }
  metrics_.count_repeated_ids(count_repeated(std::move(ids)));
  client.end_batch();
}

void Dispatcher::handle_request(Client& client, JsonView root, std::string_view raw) {
  const auto begun = laps_.begin();
  context_.counters().requests.fetch_add(1, std::memory_order_relaxed);
  Result<Request> request = read_request(root, raw);
  const bool is_tool = !request && is_tool_message(root);
  if (is_tool) request = read_tool_message(root);
  if (!request) {
    return answer_error(Reply{&client, is_tool ? kToolId : read_id(root, raw)}, request.error());
  }
  const Method* method = services_.methods.find(request->method);
  Invocation invocation{method, request->params};
  invocation.client = &client;
  invocation.identity = &client.identity();
  invocation.reply = Reply{&client, request->id_text, request->is_notification};
  if (refuse_for_role(invocation, request->method)) return;
  if (method == nullptr) {
    const std::string near = services_.methods.nearest(request->method);
    return answer_error(
        invocation.reply,
        Error{ErrorCode::MethodNotFound,
              str_cat("there is no method ", request->method.substr(0, 64),
                      near.empty() ? "" : "; did you mean ", near, near.empty() ? "" : "?")});
  }
  const std::string_view left_out =
      method->left_out != nullptr ? method->left_out(request->params) : std::string_view();
  if (!left_out.empty()) {
    return answer_error(invocation.reply,
                        Error{ErrorCode::NotBuilt, str_cat("this build leaves out ", left_out)});
  }
  const bool takes_session = method->access != Access::Service && method->access != Access::Open;
  auto name = session_named_by(*request);
  if (!name) name = client.named_session();
  if (name && takes_session) {
    invocation.named = SessionId::parse(*name);
    if (!invocation.named)
      return answer_error(invocation.reply, session_not_found(name->substr(0, 64)));
  }
  const metrics::Started outer = std::exchange(started_, {method->number, begun});
  route(invocation);
  // What is answered later is recorded when its ticket is closed.
  const auto end = laps_.end();
  if (!invocation.reply.address) metrics_.record(started_, end);
  started_ = outer;
}

bool Dispatcher::opens_shared(const Method& method) const {
  return method.takes_place && services_.affinity == config::Affinity::Shared;
}

/// True when the request has been answered: its client may not call the method. Who has shown no
/// token is not told which methods there are. A viewer opens sessions of its own, but not, unless
/// everybody is a viewer, the one that all share.
bool Dispatcher::refuse_for_role(const Invocation& invocation, std::string_view name) {
  const Method* method = invocation.method;
  const Role role = invocation.identity->role;
  Role needed = method != nullptr ? method->role : Role::Viewer;
  if (role == Role::Viewer && method != nullptr && opens_shared(*method) &&
      (services_.policy == nullptr || !services_.policy->is_read_only())) {
    needed = Role::Editor;
  }
  if (role >= needed) return false;
  answer_error(invocation.reply,
               access::refusal(services_.policy, role, needed, name.substr(0, 64)));
  return true;
}

void Dispatcher::route(Invocation& invocation) {
  const Access access = invocation.method->access;
  if (access == Access::Service) return execute(invocation);
  auto id = invocation.named;
  if (!id && invocation.client != nullptr) {
    // What is about the connection's binding looks at nothing else that it could mean, unless it
    // opens the project that all share.
    id = access == Access::Open && !opens_shared(*invocation.method)
             ? invocation.client->bound_session()
             : session_meant_by(*invocation.client);
    const bool is_bound = id && id == invocation.client->bound_session();
    invocation.meant_epoch =
        is_bound ? std::optional(invocation.client->binding_epoch()) : std::nullopt;
  } else if (!id) {
    id = invocation.meant;
  }
  if (!id) {
    if (access == Access::Open || access == Access::Peek) return execute(invocation);
    return answer_without_session(invocation);
  }
  invocation.meant = id;
  if (id->owner(services_.pool->size()) != context_.worker()) {
    // One that changes the binding is the business of its connection's worker alone.
    if (access == Access::Open && invocation.client != nullptr && !opens_shared(*invocation.method))
      return execute(invocation);
    sent_to_owner(*id, [request = store(invocation)](Dispatcher& owner) {
      owner.run_stored(request, false);
    });
    return;
  }
  Session* session = keeper_.find(*id);
  const bool is_released = session != nullptr && invocation.meant_epoch &&
                           session->binding_epoch() != *invocation.meant_epoch;
  if (session == nullptr || is_released) {
    if (is_released) note_release(invocation);
    if (invocation.named) return answer_error(invocation.reply, session_not_found(id->to_string()));
    if (invocation.client != nullptr) invocation.client->clear_bound_session();
    if (access == Access::Open || access == Access::Peek) return execute(invocation);
    return answer_without_session(invocation);
  }
  if (wait_for_session(invocation, *session)) return;
  invocation.session = session;
  session->touch(context_.clock().now());
  if (access == Access::Write) note_foreign_write(invocation);
  execute(invocation);
}

/// For a client of another worker that is bound to a session which has released all its clients: it
/// takes note of that.
void Dispatcher::note_release(const Invocation& invocation) {
  if (invocation.client != nullptr || !invocation.reply.address) return;
  const ReplyAddress& address = *invocation.reply.address;
  services_.pool->worker(address.worker)
      .post([id = address.client, session = *invocation.meant,
             epoch = *invocation.meant_epoch](workers::Context& there) {
        Client* client = Dispatcher::of(there).find_client(id);
        if (client == nullptr || client->bound_session() != session) return;
        if (client->binding_epoch() == epoch) client->clear_bound_session();
      });
}

/// True when the request has been answered, or waits until the session has come back or its barrier
/// is down.
bool Dispatcher::wait_for_session(Invocation& invocation, Session& session) {
  // One that a project is opened in place of may rest on.
  if (session.is_resting() && !session.is_barred() && invocation.method->access != Access::Open) {
    if (invocation.has_waited && session.wake_error()) {
      answer_error(invocation.reply, *session.wake_error());
      return true;
    }
    if (const auto woken = keeper_.wake(session); !woken) {
      answer_error(invocation.reply, woken.error());
      return true;
    }
  }
  if (!(invocation.has_waited ? session.is_barred() : session.must_wait())) return false;
  session.wait([this, request = store(invocation)] { run_stored(request, true); });
  return true;
}

void Dispatcher::answer_without_session(Invocation& invocation) {
  Error error{ErrorCode::NoProject,
              "no project is open on this connection: use create_project, load_project or "
              "attach_session, or name a session"};
  std::vector<SessionId> candidates;
  if (invocation.client != nullptr) (void)session_meant_by(*invocation.client, &candidates);
  if (!candidates.empty()) {
    std::vector<std::string> names;
    for (const SessionId& id : candidates) names.push_back(id.to_string());
    error.message = str_cat("this process has ", candidates.size(),
                            " sessions, and the request names none of them");
    error.details.push_back({"sessions", std::move(names)});
  }
  answer_error(invocation.reply, error);
}

void Dispatcher::note_foreign_write(const Invocation& invocation) {
  workers::ProjectHold& hold = invocation.session->hold();
  if (!hold.is_held() || hold.is_of(invocation.identity->presence.get())) return;
  services_.foreign_writes.fetch_add(1, std::memory_order_relaxed);
  if (!hold.take_warning()) return;
  services_.log.warning("a project is written to by a client that does not hold it",
                        {{"session", invocation.session->id().to_string()},
                         {"method", invocation.method->name},
                         {"requester", invocation.identity->principal}});
}

/// True when the request has been answered: it could make the process grow, and it must not.
bool Dispatcher::refuse_for_memory(const Invocation& invocation) {
  const Method& method = *invocation.method;
  const bool grows = method.access == Access::Write || method.takes_place || method.is_long;
  const std::int64_t limit = services_.limits.memory_bytes;
  const std::int64_t used = services_.resident_bytes.load(std::memory_order_relaxed);
  if (!grows || method.frees_memory || limit == 0 || used <= limit) return false;
  answer_error(invocation.reply,
               Error{ErrorCode::LimitExceeded,
                     str_cat("the service uses ", used, " bytes of memory; the limit is ", limit)}
                   .with("limit", "memory_bytes")
                   .with("maximum", limit)
                   .with("found", used));
  return true;
}

void Dispatcher::execute(Invocation& invocation) {
  if (refuse_for_memory(invocation)) return;
  if (invocation.method->takes_place && !gate_.admit(invocation)) return;
  const auto session =
      invocation.session != nullptr ? std::optional(invocation.session->id()) : std::nullopt;
  const Invocation* const before = std::exchange(under_way_, &invocation);
  try {
    invocation.method->invoke(*this, invocation);
  } catch (...) {
    const Error error = workers::current_exception_error();
    services_.log.error("a handler threw",
                        {{"method", invocation.method->name}, {"what", error.message}});
    answer_error(invocation.reply, error);
    Session* suspect = session ? context_.sessions().find(*session) : nullptr;
    if (suspect != nullptr) keeper_.suspect(*suspect);
  }
  under_way_ = before;
}

void Dispatcher::warn_of_unknown_names(std::string_view method,
                                       std::span<const std::string> sentences) {
  for (const std::string& sentence : sentences) {
    if (warned_of_.size() >= kMostWarnings) return;
    const std::string shown = sentence.substr(0, kWarningSize);
    if (!warned_of_.insert(str_cat(method, " ", shown)).second) continue;
    services_.log.warning("a parameter is ignored, now and from here on",
                          {{"method", method}, {"what", shown}});
  }
}

std::pair<std::string_view, std::string_view> Dispatcher::request_under_way() const {
  if (under_way_ == nullptr) return {};
  return {under_way_->method->name, under_way_->reply.id_text.substr(0, kLoggedIdSize)};
}

StoredRequest Dispatcher::store(Invocation& invocation) {
  StoredRequest request{invocation.method,
                        {},
                        invocation.named,
                        invocation.meant,
                        invocation.meant_epoch,
                        invocation.identity->shared_from_this(),
                        invocation.reply.is_notification,
                        detach(invocation.reply)};
  if (invocation.params) append_json(request.params_text, *invocation.params);
  if (invocation.hold.is_held())
    request.hold = std::make_shared<workers::ProjectHold>(std::move(invocation.hold));
  return request;
}

Reply Dispatcher::reply_to(const StoredRequest& request) {
  Reply reply;
  reply.is_notification = request.is_notification;
  reply.address = request.address;
  return reply;
}

void Dispatcher::run_stored(const StoredRequest& request, bool has_waited) {
  Client* client =
      request.address.worker == context_.worker() ? find_client(request.address.client) : nullptr;
  if (client != nullptr) {
    const auto held = held_back_.find(client->id());
    if (held != held_back_.end() && held->second.count > 0) {
      held->second.requests.push_back(request);
      return;
    }
  }
  JsonParser parser(static_cast<std::size_t>(services_.limits.nesting));
  Invocation invocation{request.method, std::nullopt};
  if (!request.params_text.empty()) {
    const auto progress = parser.feed(request.params_text);
    GOXEL_CHECK(progress.status == JsonParser::Status::Complete);
    invocation.params = parser.root();
  }
  invocation.has_waited = has_waited;
  invocation.identity = request.identity.get();
  invocation.reply = reply_to(request);
  if (request.hold != nullptr) invocation.hold = std::move(*request.hold);
  invocation.named = request.named;
  // A request that relied on its connection's binding looks at it anew: what it waited for may have
  // changed it. With the connection elsewhere or gone, it goes where it was bound for.
  invocation.meant = request.meant;
  invocation.meant_epoch = request.meant_epoch;
  invocation.client = client;
  route(invocation);
}

void Dispatcher::await_idle_check() {
  idle_timer_.expires_after(services_.idle_check_interval);
  idle_timer_.async_wait([this](const boost::system::error_code& cancelled) {
    if (cancelled || is_closing_) return;
    keeper_.expire_idle();
    await_idle_check();
  });
}

void Dispatcher::stop_reading() {
  gate_.close();
  for (auto& [id, client] : clients_) client->hold();
}

void Dispatcher::close() {
  is_closing_ = true;
  gate_.close();
  idle_timer_.cancel();
  // shut_down() removes the client from the table.
  std::vector<Client*> clients;
  for (auto& [id, client] : clients_) clients.push_back(client);
  for (Client* client : clients) client->shut_down();
}

}  // namespace goxel::rpc
