#pragma once

#include <cstddef>
#include <string_view>

namespace goxel::rpc {

/// Finds the name that a misspelt one was probably meant to be: the fewest single-character edits,
/// at most a third of its length. Names are offered one by one and must outlive this; of equally
/// near ones the first wins.
class NearestName {
 public:
  explicit NearestName(std::string_view unknown);

  void offer(std::string_view name);
  /// Empty when nothing offered is near.
  std::string_view name() const { return best_; }

 private:
  std::string_view unknown_;
  std::string_view best_;
  std::size_t best_distance_;
};

}  // namespace goxel::rpc
