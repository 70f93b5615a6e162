#pragma once

#include "core/base/limits.hpp"
#include "core/base/result.hpp"
#include "core/image/image.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace goxel {

/// Named states of one project. Each costs O(1) to take and to give back; what it does not share
/// with the image it keeps alive. Owned by one thread.
class Snapshots {
 public:
  static constexpr std::size_t kMaxCount = 256;

  /// Keeps the image under a name, replacing what had it. Fails with InvalidParams for an empty or
  /// too long name, and with LimitExceeded when kMaxCount others exist.
  Result<void> create(std::string_view name, const Image& image, const Limits& limits);
  /// The state kept under a name, or NotFound.
  Result<Image> find(std::string_view name) const;
  Result<void> remove(std::string_view name);
  /// In alphabetical order.
  std::vector<std::string> names() const;

 private:
  std::map<std::string, Image, std::less<>> images_;
};

}  // namespace goxel
