#pragma once

#include "daemon/recovery/copy_info.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

namespace goxel::recovery {

/// A copy that went for age or room.
struct DroppedCopy {
  CopyInfo info;
  std::string_view why;  ///< "age", "user", "sessions" or "bytes"
};

/// How much a folder of copies may hold.
struct CopyBounds {
  std::int64_t copies = 0;
  std::int64_t bytes = 0;
  std::int64_t copies_per_user = 0;  ///< copies without a principal are nobody's
};

/// Which copies there are, and which go first. Plain data.
class CopyIndex {
 public:
  using Copies = std::map<workers::SessionId, CopyInfo>;

  const Copies& copies() const { return copies_; }
  std::int64_t size_bytes() const { return size_bytes_; }
  std::optional<CopyInfo> find(const workers::SessionId& id) const;

  /// In place of an older one of the same session.
  void put(CopyInfo info);
  std::optional<CopyInfo> take(const workers::SessionId& id);
  /// Takes those that were written before `oldest`.
  std::vector<DroppedCopy> take_older(std::int64_t oldest);
  /// Takes what is beyond the bounds, but never `kept`: first a user's, then the number's, then the
  /// size's; of each, abandoned ones before evicted ones, and the oldest first. O(n log n).
  std::vector<DroppedCopy> take_surplus(const CopyBounds& bounds, const workers::SessionId* kept);

 private:
  Copies copies_;
  std::int64_t size_bytes_ = 0;
};

}  // namespace goxel::recovery
