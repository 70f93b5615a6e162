#pragma once

#include "daemon/access/role.hpp"
#include "daemon/net/peer.hpp"
#include "workers/project_lock.hpp"

#include <memory>
#include <string>

namespace goxel::rpc {

/// Who asks. Immutable, and shared by a connection and its requests wherever they go; any thread.
struct Identity : std::enable_shared_from_this<Identity> {
  std::string principal;  ///< whose sessions it may see, for example "uid:1000"
  access::Role role = access::Role::None;
  std::string address = {};  ///< "HOST:PORT" of a peer on the network, for the log; else empty
  /// The connection as the project lock sees it; null for what has no connection.
  std::shared_ptr<const workers::Presence> presence = nullptr;
  /// The process behind it, for the affinity of connections that are bound to nothing; may be null.
  std::shared_ptr<net::PeerProcess> peer = nullptr;
  std::shared_ptr<const void> quota = nullptr;  ///< its part of what one user may have
};

}  // namespace goxel::rpc
