#include "core/volume/connected.hpp"

#include "core/base/str_cat.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>

namespace goxel {

namespace {

/// Faces first, then edges, then corners, so that each connectivity is a prefix.
constexpr std::array<IVec3, 26> all_offsets() {
  std::array<IVec3, 26> offsets{};
  std::size_t n = 0;
  for (int steps = 1; steps <= 3; ++steps) {
    for (int z = -1; z <= 1; ++z) {
      for (int y = -1; y <= 1; ++y) {
        for (int x = -1; x <= 1; ++x) {
          if (x * x + y * y + z * z == steps) offsets[n++] = {x, y, z};
        }
      }
    }
  }
  return offsets;
}

constexpr std::array<IVec3, 26> kOffsets = all_offsets();

}  // namespace

std::span<const IVec3> neighbor_offsets(Connectivity connectivity) {
  return std::span(kOffsets).first(static_cast<std::size_t>(connectivity));
}

int channel_distance(Rgba a, Rgba b) {
  return std::max(
      {std::abs(a.r - b.r), std::abs(a.g - b.g), std::abs(a.b - b.b), std::abs(a.a - b.a)});
}

Error flood_too_large(std::int64_t max_voxels) {
  return Error{ErrorCode::LimitExceeded,
               str_cat("the connected region holds more than the limit of ", max_voxels, " voxels")}
      .with("maximum", max_voxels);
}

Volume VoxelSet::to_volume(Rgba color) const {
  Volume volume;
  for (const auto& [coord, mask] : tiles_) {
    Tile tile;
    tile.paint_mask(mask, color);
    volume.set_tile(coord, CowPtr<Tile>::make(std::move(tile)));
  }
  return volume;
}

}  // namespace goxel
