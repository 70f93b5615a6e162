#include "core/edit/flood_fill.hpp"

#include "core/base/str_cat.hpp"
#include "core/volume/region.hpp"

#include <algorithm>

namespace goxel::edit {

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
  VolumeReader reader(volume);
  VoxelSet reached;
  GOXEL_TRY(flood(reached, options.start, flood_options, scope.progress, [&](IVec3, IVec3 to) {
    const Rgba color = reader.at(to);
    if (seed.is_empty() || color.is_empty()) return seed.is_empty() && color.is_empty();
    return channel_distance(color, seed) <= options.tolerance;
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
