#include "core/edit/move_voxels.hpp"

#include "core/edit/part.hpp"
#include "core/volume/diff.hpp"
#include "core/volume/merge.hpp"

namespace goxel::edit {

Result<std::int64_t> move_voxels(Volume& volume, const Scope& scope,
                                 const VoxelTransform& transform) {
  return move_voxels(volume, volume, scope, transform);
}

Result<std::int64_t> move_voxels(Volume& volume, const Volume& part, const Scope& scope,
                                 const VoxelTransform& transform) {
  const Volume moving = selected_part(part, scope.selection);
  GOXEL_ASSIGN(Volume work, transform(moving));
  // When everything moves, the image is the result as it is.
  if (!moving.shares_storage_with(volume)) {
    const Volume image = std::move(work);
    work = erased(volume, moving);
    merge(work, image, BlendMode::Over);
  }
  // The selection said what moves, not where to.
  return commit(volume, std::move(work), {scope.limits, scope.progress, nullptr});
}

}  // namespace goxel::edit
