#pragma once

#include "workers/mutex.hpp"
#include "workers/session_id.hpp"

#include <optional>
#include <utility>

namespace goxel::rpc {

/// The one session that all connections mean under the affinity "shared". Internally locked; any
/// thread.
class SharedSession {
 public:
  std::optional<workers::SessionId> get() const {
    const workers::MutexLock lock(mutex_);
    return id_;
  }
  /// Returns the one before.
  std::optional<workers::SessionId> exchange(std::optional<workers::SessionId> id) {
    const workers::MutexLock lock(mutex_);
    return std::exchange(id_, id);
  }
  /// Forgets a session that has ended, unless another has taken its place.
  void forget(const workers::SessionId& id) {
    const workers::MutexLock lock(mutex_);
    if (id_ == id) id_.reset();
  }

 private:
  mutable workers::Mutex mutex_;
  std::optional<workers::SessionId> id_ GOXEL_GUARDED_BY(mutex_);
};

}  // namespace goxel::rpc
