#pragma once

#include "daemon/rpc/json_tape.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace goxel::rpc {

/// The names of an object's members, in so far as they tell that none comes twice: a filter of 64
/// bits that settles it for nearly every object. Plain data.
class NameFilter {
 public:
  void add(std::string_view name) {
    if (name.empty()) {
      may_repeat_ = true;
      return;
    }
    const auto first = static_cast<unsigned char>(name.front());
    const auto last = static_cast<unsigned char>(name.back());
    // First and last together have an odd weight, so that letters alone never meet.
    const std::uint64_t bit = std::uint64_t{1} << ((first + 2U * last + 7U * name.size()) & 63U);
    may_repeat_ = may_repeat_ || (seen_ & bit) != 0;
    seen_ |= bit;
  }
  bool may_repeat() const { return may_repeat_; }

 private:
  std::uint64_t seen_ = 0;
  bool may_repeat_ = false;
};

/// Tells a tape which members of an object have names that an earlier one had. Sorts by hash, so
/// that an object of a million members costs n log n.
class DuplicateFinder {
 public:
  /// `object`: index of its node, complete with `count` members.
  void check(JsonTape& tape, std::uint32_t object, std::size_t count);

 private:
  using Key = std::pair<std::size_t, std::uint32_t>;  ///< hash of the name, its node

  std::vector<Key> keys_;
};

}  // namespace goxel::rpc
