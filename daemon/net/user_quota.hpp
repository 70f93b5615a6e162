#pragma once

#include "workers/mutex.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <string>

namespace goxel::net {

/// Counts the live connections of each user. Internally locked; any thread; outlives what it gives.
class UserQuota {
 public:
  /// Counts one connection of `principal` for as long as the result lives; null when there are
  /// `limit` already.
  std::shared_ptr<const void> take(const std::string& principal, std::int64_t limit) {
    const workers::MutexLock lock(mutex_);
    std::int64_t& count = counts_[principal];
    if (count >= limit) return nullptr;
    ++count;
    return std::shared_ptr<UserQuota>(
        this, [principal](UserQuota* quota) { quota->give_back(principal); });
  }

 private:
  void give_back(const std::string& principal) {
    const workers::MutexLock lock(mutex_);
    const auto found = counts_.find(principal);
    if (--found->second == 0) counts_.erase(found);
  }

  workers::Mutex mutex_;
  std::map<std::string, std::int64_t> counts_ GOXEL_GUARDED_BY(mutex_);
};

}  // namespace goxel::net
