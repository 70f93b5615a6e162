#pragma once

#include "core/base/assert.hpp"

#include <atomic>
#include <cstdint>
#include <utility>

namespace goxel {

/// A copy-on-write pointer: copies share one T until one of them writes. The T and its count are
/// one allocation.
///
/// Sharing may cross threads: any number of CowPtr may read one T at once, and each CowPtr object
/// belongs to one thread at a time. write() copies unless this is the only owner. The test is an
/// *acquire* read that pairs with the release in drop(): without it the owner could write while the
/// last reader's loads were still under way.
template <class T>
class CowPtr {
 public:
  /// Points to nothing.
  CowPtr() = default;

  template <class... Args>
  static CowPtr make(Args&&... args) {
    return CowPtr(new Block(std::forward<Args>(args)...));
  }

  CowPtr(const CowPtr& other) noexcept : block_(other.block_) {
    // Relaxed is enough to add an owner: the one copied from keeps the block alive meanwhile.
    if (block_ != nullptr) block_->owners.fetch_add(1, std::memory_order_relaxed);
  }
  CowPtr(CowPtr&& other) noexcept : block_(std::exchange(other.block_, nullptr)) {}
  CowPtr& operator=(CowPtr other) noexcept {
    std::swap(block_, other.block_);
    return *this;
  }
  ~CowPtr() { drop(); }

  explicit operator bool() const { return block_ != nullptr; }
  const T* get() const { return block_ != nullptr ? &block_->value : nullptr; }
  const T& operator*() const {
    GOXEL_ASSERT(block_ != nullptr);
    return block_->value;
  }
  const T* operator->() const { return &**this; }

  bool is_unique() const {
    return block_ != nullptr && block_->owners.load(std::memory_order_acquire) == 1;
  }

  /// The value for writing: this pointer's own, copied first when it is shared. Must point to
  /// something.
  T& write() {
    GOXEL_ASSERT(block_ != nullptr);
    if (!is_unique()) *this = CowPtr(new Block(std::as_const(block_->value)));
    GOXEL_ASSERT(is_unique());
    return block_->value;
  }

  /// True when both share one T, which then is equal; equal values may also be stored apart.
  friend bool operator==(const CowPtr& a, const CowPtr& b) { return a.block_ == b.block_; }

 private:
  struct Block {
    template <class... Args>
    explicit Block(Args&&... args) : value(std::forward<Args>(args)...) {}
    std::atomic<std::uint32_t> owners{1};
    T value;
  };

  explicit CowPtr(Block* block) : block_(block) {}

  void drop() noexcept {
    if (block_ == nullptr) return;
    if (block_->owners.fetch_sub(1, std::memory_order_acq_rel) == 1) delete block_;
    block_ = nullptr;
  }

  Block* block_ = nullptr;
};

}  // namespace goxel
