#pragma once

#include "core/base/limits.hpp"
#include "daemon/rpc/client.hpp"
#include "daemon/rpc/services.hpp"
#include "workers/context.hpp"

namespace goxel::rpc {

class Dispatcher;

/// What a handler may use: the worker it runs on, the session its request means, and who asked.
/// Owned by one worker.
class Call {
 public:
  Call(Dispatcher& dispatcher, Client* client, std::string_view principal,
       workers::Session* session)
      : dispatcher_(dispatcher), client_(client), principal_(principal), session_(session) {}

  Dispatcher& dispatcher() { return dispatcher_; }
  workers::Context& context();
  Services& services();
  const Limits& limits();

  /// The connection that asked; null when it is on another worker or has gone.
  Client* client() { return client_; }
  std::string_view principal() const { return principal_; }

  bool has_session() const { return session_ != nullptr; }
  workers::Session& session() {
    GOXEL_ASSERT(session_ != nullptr);
    return *session_;
  }
  const Image& image() { return session().image(); }
  /// For a method that makes its session: what follows means this one.
  void set_session(workers::Session& session) { session_ = &session; }

 private:
  Dispatcher& dispatcher_;
  Client* client_;
  std::string_view principal_;
  workers::Session* session_;
};

}  // namespace goxel::rpc
