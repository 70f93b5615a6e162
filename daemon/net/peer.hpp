#pragma once

#include "daemon/files/unique_fd.hpp"
#include "workers/mutex.hpp"
#include "workers/session_id.hpp"

#include <atomic>
#include <cstddef>
#include <map>
#include <memory>
#include <sys/types.h>
#include <vector>

namespace goxel::net {

/// The process at the other end of a Unix socket, held by a pidfd, so that another process that is
/// given its number later is not taken for it; and the sessions that its connections made.
/// Internally locked; any thread.
class PeerProcess {
 public:
  explicit PeerProcess(files::UniqueFd pidfd);

  /// Also true for one that its parent has not waited for yet. One system call until it is true.
  bool has_exited() const;

  /// The sessions it made that have not ended, in the order in which they were made.
  std::vector<workers::SessionId> sessions() const;
  /// Adding one that is there, or removing one that is not, changes nothing.
  void add_session(const workers::SessionId& id);
  void remove_session(const workers::SessionId& id);

 private:
  const files::UniqueFd pidfd_;
  mutable std::atomic<bool> has_exited_ = false;
  std::vector<workers::SessionId> sessions_ GOXEL_GUARDED_BY(mutex_);
  mutable workers::Mutex mutex_;
};

/// Finds the PeerProcess of a connection, the same one for all connections of a process, for as
/// long as one of them keeps it. Internally locked; any thread.
class PeerTable {
 public:
  /// Null when the peer is no process of this machine, has exited and been waited for, or the
  /// system has no pidfds (before Linux 5.3): such a peer has no affinity. Two or three system
  /// calls.
  std::shared_ptr<PeerProcess> peer_of(int socket);

  /// Entries, dead ones included: at most twice the live ones and a few.
  std::size_t size_for_test() const;

 private:
  void prune() GOXEL_REQUIRES(mutex_);

  std::map<pid_t, std::weak_ptr<PeerProcess>> peers_ GOXEL_GUARDED_BY(mutex_);
  std::size_t prune_at_ GOXEL_GUARDED_BY(mutex_) = 64;
  mutable workers::Mutex mutex_;
};

}  // namespace goxel::net
