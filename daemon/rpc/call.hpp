#pragma once

#include "core/base/limits.hpp"
#include "daemon/rpc/client.hpp"
#include "daemon/rpc/services.hpp"
#include "workers/context.hpp"
#include "workers/project_lock.hpp"

#include <utility>

namespace goxel::rpc {

class Dispatcher;

/// What a handler may use: the worker it runs on, the session its request means, and who asked.
/// Owned by one worker.
class Call {
 public:
  Call(Dispatcher& dispatcher, Client* client, const Identity& identity, workers::Session* session,
       workers::ProjectHold hold = {})
      : dispatcher_(dispatcher),
        client_(client),
        identity_(identity),
        session_(session),
        hold_(std::move(hold)) {}

  Dispatcher& dispatcher() { return dispatcher_; }
  workers::Context& context();
  Services& services();
  const Limits& limits();

  /// The connection that asked; null when it is on another worker or has gone.
  Client* client() { return client_; }
  const Identity& identity() const { return identity_; }
  std::string_view principal() const { return identity_.principal; }
  bool is_admin() const { return identity_.role >= access::Role::Admin; }
  /// For what a method does in some calls only: the error where the caller's role does not do.
  /// `what` begins the message.
  Result<void> check_role(access::Role needed, std::string_view what);

  bool has_session() const { return session_ != nullptr; }
  workers::Session& session() {
    GOXEL_ASSERT(session_ != nullptr);
    return *session_;
  }
  const Image& image() { return session().image(); }
  /// For a method that makes its session: what follows means this one.
  void set_session(workers::Session& session) { session_ = &session; }

  /// Whether the request says `async`: nobody waits for what it begins.
  bool is_async() const { return is_async_; }
  void set_async(bool is_async) { is_async_ = is_async; }

  /// The place in the project lock that the request has taken, for the session it opens; not taken
  /// from here, it is given back.
  workers::ProjectHold take_hold() { return std::move(hold_); }

 private:
  Dispatcher& dispatcher_;
  Client* client_;
  const Identity& identity_;
  workers::Session* session_;
  workers::ProjectHold hold_;
  bool is_async_ = false;
};

}  // namespace goxel::rpc
