#pragma once

#include "core/base/assert.hpp"
#include "workers/thread_annotations.hpp"

#include <thread>

namespace goxel::workers {

/// The thread that owns some state, as a capability: members are GOXEL_GUARDED_BY(owner_), and
/// entry points call owner_.assert_held(). Clang then refuses code that reaches owned state without
/// that call, and debug builds abort when the call is made on another thread. The owner is the
/// thread that constructs this.
class GOXEL_CAPABILITY("thread") OwnerThread {
 public:
  void assert_held() const GOXEL_ASSERT_CAPABILITY(this) {
    GOXEL_ASSERT(std::this_thread::get_id() == id_);
  }
  std::thread::id id() const { return id_; }

 private:
  std::thread::id id_ = std::this_thread::get_id();
};

}  // namespace goxel::workers
