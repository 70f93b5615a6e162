#include "daemon/rpc/dispatcher.hpp"

#include "core/base/str_cat.hpp"
#include "daemon/rpc/codec_voxel.hpp"
#include "daemon/rpc/envelope.hpp"
#include "workers/job.hpp"

#include <utility>
#include <vector>

namespace goxel::rpc {

namespace {

using workers::Session;
using workers::SessionId;

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
    : services_(services), context_(context), idle_timer_(context.io()) {
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
  unbind(client);
  hand_over_client(client);
}

void Dispatcher::hand_over_client(Client& client) { clients_.erase(client.id()); }

Client* Dispatcher::find_client(ClientId id) {
  const auto found = clients_.find(id);
  return found != clients_.end() ? found->second : nullptr;
}

void Dispatcher::bind(Client& client, Session& session) {
  if (client.bound_session() == session.id()) return;
  unbind(client);
  session.bind();
  client.set_bound_session(session.id());
}

void Dispatcher::bind_remote(Client& client, const SessionId& session) {
  unbind(client);
  client.set_bound_session(session);
}

void Dispatcher::unbind(Client& client) {
  const auto id = client.bound_session();
  if (!id) return;
  client.set_bound_session(std::nullopt);
  release_session(*id);
}

template <class Task>
bool Dispatcher::sent_to_owner(const SessionId& id, Task task) {
  const auto owner = id.owner(services_.pool->size());
  if (owner == context_.worker()) return false;
  services_.pool->worker(owner).post(
      [task = std::move(task)](workers::Context& there) mutable { task(Dispatcher::of(there)); });
  return true;
}

void Dispatcher::release_session(const SessionId& id) {
  if (sent_to_owner(id, [id](Dispatcher& owner) { owner.release_session(id); })) return;
  Session* session = context_.sessions().find(id);
  if (session == nullptr) return;
  session->unbind();
  if (session->is_ephemeral() && session->bound_connections() == 0) end_session(id);
}

void Dispatcher::retire_session(const SessionId& id) {
  if (sent_to_owner(id, [id](Dispatcher& owner) { owner.retire_session(id); })) return;
  const Session* session = context_.sessions().find(id);
  if (session == nullptr || session->bound_connections() > 0 || session->project().is_dirty())
    return;
  end_session(id);
}

void Dispatcher::unbind_all(const SessionId& id) {
  for (auto& [number, client] : clients_) {
    if (client->bound_session() != id) continue;
    client->set_bound_session(std::nullopt);
    context_.sessions().find(id)->unbind();
  }
}

void Dispatcher::end_session(const SessionId& id) {
  unbind_all(id);
  services_.log.info("session closed", {{"session", id.to_string()}});
  context_.remove_session(id);
}

const ReplyAddress& Dispatcher::detach(Reply& reply) {
  if (!reply.address) {
    const std::string_view id_text = reply.is_notification ? std::string_view() : reply.id_text;
    reply.address =
        ReplyAddress{context_.worker(), reply.client->id(), reply.client->open_ticket(id_text)};
  }
  return *reply.address;
}

void Dispatcher::deliver(const ReplyAddress& address, std::string body) {
  if (address.worker != context_.worker()) {
    services_.pool->worker(address.worker)
        .post([address, body = std::move(body)](workers::Context& there) mutable {
          Dispatcher::of(there).deliver(address, std::move(body));
        });
    return;
  }
  Client* client = find_client(address.client);
  if (client == nullptr) return;  // the connection has closed: nobody waits for the answer
  client->close_ticket(address.ticket, body);
  client->flush();
}

void Dispatcher::answer_error(const Reply& reply, const Error& error) {
  answer(reply, [&](std::string& out) { append_error_member(out, error); });
}

void Dispatcher::answer_malformed(Client& client, const Error& error) {
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
  BatchReader elements(root, raw);
  while (const auto element = elements.next()) handle_request(client, element->view, element->raw);
  client.end_batch();
}

void Dispatcher::handle_request(Client& client, JsonView root, std::string_view raw) {
  context_.counters().requests.fetch_add(1, std::memory_order_relaxed);
  const Result<Request> request = read_request(root, raw);
  if (!request) {
    return answer_error(Reply{&client, read_id(root, raw)}, request.error());
  }
  const Method* method = services_.methods.find(request->method);
  Invocation invocation{method, request->params};
  invocation.client = &client;
  invocation.principal = client.principal();
  invocation.reply = Reply{&client, request->id_text, request->is_notification};
  if (method == nullptr) {
    const std::string near = services_.methods.nearest(request->method);
    return answer_error(
        invocation.reply,
        Error{ErrorCode::MethodNotFound,
              str_cat("there is no method ", request->method.substr(0, 64),
                      near.empty() ? "" : "; did you mean ", near, near.empty() ? "" : "?")});
  }
  const bool takes_session = method->access != Access::Service && method->access != Access::Open;
  if (const auto name = session_named_by(*request); name && takes_session) {
    invocation.named = SessionId::parse(*name);
    if (!invocation.named)
      return answer_error(invocation.reply, session_not_found(name->substr(0, 64)));
  }
  route(invocation);
}

void Dispatcher::route(Invocation& invocation) {
  const Access access = invocation.method->access;
  if (access == Access::Service) return execute(invocation);
  const auto bound =
      invocation.client != nullptr ? invocation.client->bound_session() : std::nullopt;
  const auto id = invocation.named ? invocation.named : bound;
  if (!id) {
    if (access == Access::Open || access == Access::Peek) return execute(invocation);
    return answer_error(
        invocation.reply,
        Error{ErrorCode::NoProject,
              "no project is open on this connection: use create_project, load_project or "
              "attach_session, or name a session"});
  }
  if (id->owner(services_.pool->size()) != context_.worker()) {
    sent_to_owner(*id, [request = store(invocation, *id)](Dispatcher& owner) {
      owner.run_stored(request, false);
    });
    return;
  }
  Session* session = context_.sessions().find(*id);
  if (session == nullptr) {
    if (!invocation.named) invocation.client->set_bound_session(std::nullopt);
    return answer_error(invocation.reply, session_not_found(id->to_string()));
  }
  if (invocation.has_waited ? session->is_barred() : session->must_wait()) {
    session->wait([this, request = store(invocation, *id)] { run_stored(request, true); });
    return;
  }
  invocation.session = session;
  session->touch(context_.clock().now());
  execute(invocation);
}

void Dispatcher::execute(Invocation& invocation) {
  try {
    invocation.method->invoke(*this, invocation);
  } catch (...) {
    const Error error = workers::current_exception_error();
    services_.log.error("a handler threw",
                        {{"method", invocation.method->name}, {"what", error.message}});
    answer_error(invocation.reply, error);
  }
}

StoredRequest Dispatcher::store(Invocation& invocation, const SessionId& session) {
  StoredRequest request{invocation.method,
                        {},
                        invocation.named,
                        session,
                        std::string(invocation.principal),
                        invocation.reply.is_notification,
                        detach(invocation.reply)};
  if (invocation.params) append_json(request.params_text, *invocation.params);
  return request;
}

void Dispatcher::run_stored(const StoredRequest& request, bool has_waited) {
  JsonParser parser(static_cast<std::size_t>(services_.limits.nesting));
  Invocation invocation{request.method, std::nullopt};
  if (!request.params_text.empty()) {
    const auto progress = parser.feed(request.params_text);
    GOXEL_CHECK(progress.status == JsonParser::Status::Complete);
    invocation.params = parser.root();
  }
  invocation.has_waited = has_waited;
  invocation.principal = request.principal;
  invocation.reply.is_notification = request.is_notification;
  invocation.reply.address = request.address;
  if (request.address.worker == context_.worker())
    invocation.client = find_client(request.address.client);
  // A request that relied on its connection's binding looks at it anew: what it waited for may have
  // changed it. With the connection gone, it goes where it was bound for.
  invocation.named = invocation.client != nullptr ? request.named : std::optional(request.session);
  route(invocation);
}

void Dispatcher::await_idle_check() {
  idle_timer_.expires_after(services_.idle_check_interval);
  idle_timer_.async_wait([this](const boost::system::error_code& cancelled) {
    if (cancelled) return;
    expire_idle();
    await_idle_check();
  });
}

void Dispatcher::expire_idle() {
  const auto now = context_.clock().now();
  std::vector<SessionId> expired;
  context_.sessions().for_each([&](Session& session) {
    const bool is_in_use =
        session.bound_connections() > 0 || session.is_barred() || session.project().is_dirty();
    if (!is_in_use && now - session.last_used() >= services_.idle_timeout)
      expired.push_back(session.id());
  });
  for (const SessionId& id : expired) end_session(id);
}

void Dispatcher::stop_reading() {
  for (auto& [id, client] : clients_) client->hold();
}

void Dispatcher::close() {
  idle_timer_.cancel();
  // shut_down() removes the client from the table.
  std::vector<Client*> clients;
  for (auto& [id, client] : clients_) clients.push_back(client);
  for (Client* client : clients) client->shut_down();
}

}  // namespace goxel::rpc
