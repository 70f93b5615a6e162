#include "core/edit/wrap.hpp"

#include "core/edit/move_voxels.hpp"
#include "core/edit/part.hpp"
#include "core/volume/merge.hpp"
#include "core/volume/transform.hpp"

namespace goxel::edit {

Result<std::int64_t> wrap(Volume& volume, const IBox& box, int axis, std::int64_t shift,
                          const Scope& scope) {
  GOXEL_TRY(check_axis(axis));
  const IBox inside = intersection(box, IBox::everything());
  if (inside.is_empty()) return std::int64_t{0};
  const std::int64_t size = inside.size()[axis];
  const std::int64_t by = (shift % size + size) % size;
  // Two pieces: what stays inside after the shift, and what comes back at the other end.
  IBox staying = inside;
  staying.max[axis] -= by;
  IBox leaving = inside;
  leaving.min[axis] = staying.max[axis];
  GridMap forward;
  forward.offset[axis] = by;
  GridMap back;
  back.offset[axis] = by - size;
  return move_voxels(volume, part_of(volume, inside), scope,
                     [&](const Volume& moving) -> Result<Volume> {
                       GOXEL_ASSIGN(Volume image, mapped(part_of(moving, staying), forward));
                       GOXEL_ASSIGN(const Volume ahead, mapped(part_of(moving, leaving), back));
                       merge(image, ahead, BlendMode::Over);
                       return image;
                     });
}

}  // namespace goxel::edit
