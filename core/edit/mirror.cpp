#include "core/edit/mirror.hpp"

#include "core/edit/move_voxels.hpp"
#include "core/edit/part.hpp"
#include "core/volume/transform.hpp"

namespace goxel::edit {

Result<std::int64_t> mirror(Volume& volume, const IBox& box, int axis, const Scope& scope) {
  GOXEL_TRY(check_axis(axis));
  return move_voxels(
      volume, part_of(volume, box), scope,
      [map = mirror_in_box(box, axis)](const Volume& moving) { return mapped(moving, map); });
}

}  // namespace goxel::edit
