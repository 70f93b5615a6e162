#pragma once

#include <cstddef>
#include <functional>

namespace goxel {

/// Where core finds helpers for work that splits into independent parts. core starts no thread: the
/// caller passes one.
class Parallel {
 public:
  virtual ~Parallel() = default;

  /// Calls `part(i)` once for each i in [0, count), on any threads in any order, and returns when
  /// all have returned.
  virtual void for_each(std::size_t count, const std::function<void(std::size_t)>& part) = 0;
};

/// Everything on the calling thread, in order.
class Serial final : public Parallel {
 public:
  void for_each(std::size_t count, const std::function<void(std::size_t)>& part) override {
    for (std::size_t i = 0; i < count; ++i) part(i);
  }
};

}  // namespace goxel
