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

/// One request of a connection that says nothing of its client, as the project lock sees it: it may
/// give up waiting, but what it has got stays its client's, wherever that comes from next. Any
/// thread.
class RequestPresence final : public workers::Presence {
 public:
  /// Nobody waits for its answer any more.
  void leave() { has_left_.store(true, std::memory_order_release); }
  bool is_gone() const override { return false; }
  bool has_closed() const override { return has_left_.load(std::memory_order_acquire); }

 private:
  std::atomic<bool> has_left_ = false;
};

}  // namespace goxel::net
