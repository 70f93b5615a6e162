#include "core/edit/flood_fill.hpp"

#include "core/base/str_cat.hpp"
#include "core/volume/mask_flood.hpp"
#include "core/volume/region.hpp"

#include <algorithm>

namespace goxel::edit {

namespace {

/// The voxels of a tile of about the seed's colour; of an empty seed, the empty ones.
TileMask like_the_seed(const Tile* tile, Rgba seed, int tolerance) {
  if (seed.is_empty()) return tile != nullptr ? ~tile->mask() : ~TileMask();
  if (tile == nullptr) return {};
  if (tile->is_one_color())
    return channel_distance(tile->color(), seed) <= tolerance ? tile->mask() : TileMask();
  TileMask mask;
  tile->mask().for_each([&](int i) {
    if (channel_distance(tile->at(i), seed) <= tolerance) mask.set(i);
  });
  return mask;
}

}  // namespace

Result<std::int64_t> flood_fill(Volume& volume, const FloodFillOptions& options,
                                const Scope& scope) {
  const Rgba seed = volume.at(options.start);
  FloodOptions flood_options;
  flood_options.connectivity = options.connectivity;
  flood_options.max_voxels = std::min(options.max_voxels, scope.limits.voxels_per_edit);
  if (seed.is_empty()) {
    flood_options.box = options.box;
    if (!options.box.contains(options.start)) {
      return Error{ErrorCode::InvalidParams,
                   str_cat("the empty cell (", options.start.x, ", ", options.start.y, ", ",
                           options.start.z, ") lies outside the box to fill")};
    }
  }
  GOXEL_ASSIGN(const VoxelSet reached,
               mask_flood(options.start, flood_options, scope.progress, [&](TileCoord coord) {
                 return like_the_seed(volume.find_tile(coord), seed, options.tolerance);
               }));
  Volume work = volume;
  for (const auto& [coord, mask] : reached.tiles()) {
    const TileMask& region = mask;
    work.edit_tile(
        coord, [&](Tile& tile) { blend_mask(tile, region, options.color, BlendMode::Replace); });
  }
  return commit(volume, std::move(work), scope);
}

}  // namespace goxel::edit
