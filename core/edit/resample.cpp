#include "core/edit/resample.hpp"

namespace goxel::edit {

Result<std::int64_t> resample(Volume& volume, const Affine& map, const Scope& scope) {
  ResampleOptions options;
  options.max_tiles = scope.limits.voxels_per_edit / kTileVoxels;
  GOXEL_ASSIGN(Volume work, resampled(volume, map, options, scope.progress));
  return commit(volume, std::move(work), scope);
}

}  // namespace goxel::edit
