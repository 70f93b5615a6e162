#pragma once

#include "core/base/parallel.hpp"

namespace goxel::analysis {

/// Runs the parts in reverse: any order must give the same answer.
class Backwards final : public Parallel {
 public:
  void for_each(std::size_t count, const std::function<void(std::size_t)>& part) override {
    while (count-- > 0) part(count);
  }
};

}  // namespace goxel::analysis
