#pragma once

#include "daemon/rpc/client.hpp"
#include "daemon/rpc/json_tape.hpp"
#include "daemon/rpc/method.hpp"
#include "workers/project_lock.hpp"
#include "workers/session.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace goxel::rpc {

/// Where one request's answer goes: straight into the client's buffer, or, once detached, to an
/// address.
struct Reply {
  Client* client = nullptr;  ///< while not detached
  std::string_view id_text;  ///< while not detached
  bool is_notification = false;
  std::optional<ReplyAddress> address = std::nullopt;  ///< set by Dispatcher::detach()
};

/// One request on its way to its handler. Lives on the stack of the dispatcher; refers to the
/// request's text.
struct Invocation {
  const Method* method;
  std::optional<JsonView> params;
  std::optional<workers::SessionId> named =
      std::nullopt;  ///< the session that the request names itself
  std::optional<workers::SessionId> meant =
      std::nullopt;  ///< what it meant where its client is, when that is not here
  /// Of the binding that it relies on, if it does: the session may have released it since.
  std::optional<std::uint32_t> meant_epoch = std::nullopt;
  Client* client = nullptr;            ///< null when it is on another worker or has gone
  const Identity* identity = nullptr;  ///< who asks
  Reply reply = {};
  workers::Session* session = nullptr;  ///< once resolved
  bool has_waited = false;              ///< its turn has come: it goes before what still waits
  workers::ProjectHold hold = {};       ///< for a method that takes a place in the project lock
};

/// A request as a value: kept while it waits, or sent to the worker that owns its session.
struct StoredRequest {
  const Method* method;
  std::string params_text;  ///< empty: none
  std::optional<workers::SessionId> named;
  std::optional<workers::SessionId> meant;  ///< should its client be elsewhere, or gone by then
  std::optional<std::uint32_t> meant_epoch;
  std::shared_ptr<const Identity> identity;
  bool is_notification;
  ReplyAddress address;
  /// Its place in the project lock, once it has one.
  std::shared_ptr<workers::ProjectHold> hold = nullptr;
};

}  // namespace goxel::rpc
