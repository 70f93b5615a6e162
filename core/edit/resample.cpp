#include "core/edit/resample.hpp"

#include "core/edit/move_voxels.hpp"

namespace goxel::edit {

Result<std::int64_t> resample(Volume& volume, const Affine& map, const Scope& scope) {
  ResampleOptions options;
  options.max_tiles = scope.limits.voxels_per_edit / kTileVoxels;
  return move_voxels(volume, scope, [&](const Volume& moving) {
    return resampled(moving, map, options, scope.progress);
  });
}

}  // namespace goxel::edit
