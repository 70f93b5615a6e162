#pragma once

#include "daemon/net/peer.hpp"
#include "workers/project_lock.hpp"

#include <atomic>
#include <memory>

namespace goxel::net {

/// A connection as the project lock sees it; it goes along when the connection moves to another
/// worker. Any thread.
class ConnectionPresence final : public workers::Presence {
 public:
  /// `peer` may be null: then the connection alone tells.
  explicit ConnectionPresence(std::shared_ptr<PeerProcess> peer);

  /// The connection has closed. Who waits for a place may be served now: ProjectLock::recheck().
  void close();
  /// Closed, and the peer is not known or has exited.
  bool is_gone() const override;
  bool has_closed() const override { return is_closed_.load(std::memory_order_acquire); }
  const std::shared_ptr<PeerProcess>& peer() const { return peer_; }

 private:
  const std::shared_ptr<PeerProcess> peer_;
  std::atomic<bool> is_closed_ = false;
};

}  // namespace goxel::net
