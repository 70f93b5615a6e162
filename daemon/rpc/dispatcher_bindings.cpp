// Which session a client's requests mean, and how that changes.
#include "daemon/rpc/dispatcher.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace goxel::rpc {

using workers::Session;
using workers::SessionId;

std::optional<SessionId> Dispatcher::session_meant_by(const Client& client,
                                                      std::vector<SessionId>* candidates) const {
  if (client.bound_session()) return client.bound_session();
  if (services_.affinity == config::Affinity::Shared) return services_.shared_session.get();
  const auto& peer = client.identity().peer;
  if (services_.affinity != config::Affinity::Auto || peer == nullptr) return std::nullopt;
  std::vector<SessionId> sessions = peer->sessions();
  if (sessions.size() == 1) return sessions.front();
  if (candidates != nullptr) *candidates = std::move(sessions);
  return std::nullopt;
}

bool Dispatcher::can_adopt(const Client* client) const {
  return services_.affinity == config::Affinity::Shared ||
         (client != nullptr && client->can_bind());
}

std::optional<Dispatcher::Replaced> Dispatcher::adopt(Client* client, Session& session) {
  GOXEL_ASSERT(can_adopt(client));
  if (services_.affinity == config::Affinity::Shared) {
    if (client != nullptr) unbind(*client);  // from one that it attached to
    session.bind();
    const auto before = services_.shared_session.exchange(session.id());
    if (!before) return std::nullopt;
    release_session(*before, std::nullopt);
    return Replaced{*before};
  }
  std::optional<Replaced> replaced;
  const auto& peer = client->identity().peer;
  if (const auto& before = client->bound_session()) {
    replaced = Replaced{*before};
  } else if (services_.affinity == config::Affinity::Auto && peer != nullptr) {
    std::vector<SessionId> others = peer->sessions();
    others.erase(std::remove(others.begin(), others.end(), session.id()), others.end());
    if (others.size() == 1) replaced = Replaced{others.front(), true};
  }
  bind(*client, session);
  return replaced;
}

void Dispatcher::bind(Client& client, Session& session) {
  if (client.bound_session() == session.id()) return;
  session.bind();
  rebind(client, session.id(), session.binding_epoch());
}

/// The old session is released last: it may end, and what waited for it then means the new one.
void Dispatcher::rebind(Client& client, const SessionId& id, std::uint32_t epoch) {
  const auto before = client.bound_session();
  const std::uint32_t epoch_before = client.binding_epoch();
  client.set_bound_session(id, epoch);
  if (before) release_session(*before, epoch_before);
}

void Dispatcher::bind_remote(Client& client, const SessionId& session, std::uint32_t epoch) {
  rebind(client, session, epoch);
}

bool Dispatcher::is_still_bound(const SessionId& id, std::uint32_t epoch) {
  const Session* session = context_.sessions().find(id);
  return session != nullptr && session->binding_epoch() == epoch;
}

void Dispatcher::unbind(Client& client) {
  const auto id = client.bound_session();
  if (!id) return;
  client.clear_bound_session();
  release_session(*id, client.binding_epoch());
}

void Dispatcher::release_session(const SessionId& id, std::optional<std::uint32_t> epoch) {
  if (sent_to_owner(id, [id, epoch](Dispatcher& owner) { owner.release_session(id, epoch); }))
    return;
  Session* session = context_.sessions().find(id);
  if (session == nullptr || (epoch && session->binding_epoch() != *epoch)) return;
  if (session->bound_connections() == 0) return;  // shared, and released by a close meanwhile
  session->unbind();
  if (session->is_ephemeral() && session->bound_connections() == 0) keeper_.end(id);
}

void Dispatcher::retire_session(const SessionId& id, std::function<void()> then) {
  workers::Worker& home = services_.pool->worker(context_.worker());
  const auto retire = [id, then, &home](Dispatcher& owner) {
    owner.retire_here(id);
    if (then) home.post([then](workers::Context&) { then(); });
  };
  if (sent_to_owner(id, retire)) return;
  retire_here(id);
  if (then) then();
}

void Dispatcher::retire_here(const SessionId& id) {
  std::vector<Client*> bound;
  for (auto& [number, client] : clients_) {
    if (client->bound_session() == id) bound.push_back(client);
  }
  for (Client* client : bound) client->notice_end();
  Session* session = context_.sessions().find(id);
  if (session != nullptr && session->bound_connections() == 0) keeper_.put_away(*session);
}

void Dispatcher::unbind_all(const SessionId& id) {
  for (auto& [number, client] : clients_) {
    if (client->bound_session() == id) client->clear_bound_session();
  }
  context_.sessions().find(id)->unbind_all();
  services_.shared_session.forget(id);
}

}  // namespace goxel::rpc
