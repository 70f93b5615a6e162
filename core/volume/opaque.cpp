#include "core/volume/opaque.hpp"

#include <array>
#include <span>

namespace goxel {

namespace {

struct AlphaCounts {
  int faint = 0;
  int translucent = 0;
};

/// Without branches, so that compilers do several at a time.
AlphaCounts count_alphas(std::span<const Rgba, kTileVoxels> voxels) {
  AlphaCounts counts;
  for (const Rgba voxel : voxels) {
    counts.faint += (voxel.a != 0) & (voxel.a < kSolidAlpha);
    counts.translucent += (voxel.a >= kSolidAlpha) & (voxel.a != 255);
  }
  return counts;
}

AlphaCounts count_alphas(const Tile& tile, std::span<Rgba, kTileVoxels> voxels) {
  if (!tile.is_one_color()) {
    tile.copy_to(voxels);
    return count_alphas(voxels);
  }
  const std::uint8_t alpha = tile.color().a;
  if (alpha == 255) return {};
  return is_solid(tile.color()) ? AlphaCounts{0, tile.voxel_count()}
                                : AlphaCounts{tile.voxel_count(), 0};
}

}  // namespace

OpaquePart opaque_part(const Volume& volume) {
  OpaquePart part{volume};
  std::array<Rgba, kTileVoxels> voxels;
  volume.for_each_tile([&](TileCoord coord, const Tile& tile) {
    const AlphaCounts counts = count_alphas(tile, voxels);
    if (counts.faint == 0 && counts.translucent == 0) return;
    part.faint_count += counts.faint;
    part.translucent_count += counts.translucent;
    tile.copy_to(voxels);
    for (Rgba& voxel : voxels) {
      voxel = is_solid(voxel) ? Rgba{voxel.r, voxel.g, voxel.b, 255} : kEmpty;
    }
    part.volume.edit_tile(coord, [&](Tile& target) { target.assign(voxels); });
  });
  return part;
}

}  // namespace goxel
