#include "daemon/net/peer.hpp"

#include <algorithm>
#include <iterator>
#include <poll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <utility>

namespace goxel::net {
namespace {

#if defined(SO_PEERCRED) && defined(SYS_pidfd_open)
/// 0 when the peer is no process of this machine, or one that has no number here (a container's).
pid_t peer_pid(int socket) {
  ucred peer{};
  socklen_t size = sizeof peer;
  if (getsockopt(socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) != 0) return 0;
  return std::max<pid_t>(0, peer.pid);
}

files::UniqueFd open_pidfd(pid_t pid) {
  return files::UniqueFd(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0)));
}
#else
pid_t peer_pid(int) { return 0; }
files::UniqueFd open_pidfd(pid_t) { return {}; }
#endif

}  // namespace

PeerProcess::PeerProcess(files::UniqueFd pidfd) : pidfd_(std::move(pidfd)) {}

bool PeerProcess::has_exited() const {
  if (has_exited_.load(std::memory_order_relaxed)) return true;
  // A pidfd becomes readable when its process exits, and stays so: pidfd_open(2).
  pollfd watched{pidfd_.get(), POLLIN, 0};
  if (::poll(&watched, 1, 0) != 1) return false;
  has_exited_.store(true, std::memory_order_relaxed);
  return true;
}

std::vector<workers::SessionId> PeerProcess::sessions() const {
  workers::MutexLock lock(mutex_);
  return sessions_;
}

void PeerProcess::add_session(const workers::SessionId& id) {
  workers::MutexLock lock(mutex_);
  if (std::find(sessions_.begin(), sessions_.end(), id) == sessions_.end()) sessions_.push_back(id);
}

void PeerProcess::remove_session(const workers::SessionId& id) {
  workers::MutexLock lock(mutex_);
  sessions_.erase(std::remove(sessions_.begin(), sessions_.end(), id), sessions_.end());
}

std::shared_ptr<PeerProcess> PeerTable::peer_of(int socket) {
  const pid_t pid = peer_pid(socket);
  if (pid == 0) return nullptr;
  workers::MutexLock lock(mutex_);
  const auto known = peers_.find(pid);
  if (known != peers_.end()) {
    auto peer = known->second.lock();
    if (peer != nullptr && !peer->has_exited()) return peer;
  }
  files::UniqueFd pidfd = open_pidfd(pid);
  if (!pidfd.is_open()) return nullptr;
  if (known == peers_.end() && peers_.size() >= prune_at_) prune();
  auto peer = std::make_shared<PeerProcess>(std::move(pidfd));
  peers_[pid] = peer;
  return peer;
}

std::size_t PeerTable::size_for_test() const {
  workers::MutexLock lock(mutex_);
  return peers_.size();
}

/// Doubling the mark keeps the cost of a new peer constant on average.
void PeerTable::prune() {
  for (auto entry = peers_.begin(); entry != peers_.end();) {
    entry = entry->second.expired() ? peers_.erase(entry) : std::next(entry);
  }
  prune_at_ = std::max<std::size_t>(64, 2 * peers_.size());
}

}  // namespace goxel::net
