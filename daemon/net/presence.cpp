#include "daemon/net/presence.hpp"

#include <utility>

namespace goxel::net {

ConnectionPresence::ConnectionPresence(std::shared_ptr<PeerProcess> peer)
    : peer_(std::move(peer)) {}

void ConnectionPresence::close() { is_closed_.store(true, std::memory_order_release); }

bool ConnectionPresence::is_gone() const {
  if (!is_closed_.load(std::memory_order_acquire)) return false;
  return peer_ == nullptr || peer_->has_exited();
}

}  // namespace goxel::net
