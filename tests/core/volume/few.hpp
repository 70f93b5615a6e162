#pragma once

#include "tests/support/catch.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace goxel {

/// A small set of values any of which is right: rounding may take a value that lies on an edge to
/// either side.
template <class T>
class Few {
 public:
  Few() = default;
  explicit Few(const T& only) { add(only); }

  void add(const T& value) {
    if (contains(value)) return;
    if (count_ == values_.size()) FAIL("more possible values than there is room for");
    values_[count_++] = value;
  }
  bool contains(const T& value) const { return std::find(begin(), end(), value) != end(); }
  std::size_t size() const { return count_; }
  const T* begin() const { return values_.data(); }
  const T* end() const { return values_.data() + count_; }
  const T& front() const { return values_[0]; }

 private:
  std::array<T, 16> values_ = {};
  std::size_t count_ = 0;
};

}  // namespace goxel
