#include "core/edit/wrap.hpp"

#include "core/edit/part.hpp"
#include "core/volume/merge.hpp"
#include "core/volume/region.hpp"
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
  GOXEL_ASSIGN(const Volume first, mapped(part_of(volume, staying), forward));
  GOXEL_ASSIGN(const Volume second, mapped(part_of(volume, leaving), back));
  Volume work = volume;
  goxel::clear_box(work, inside);
  merge(work, first, BlendMode::Over);
  merge(work, second, BlendMode::Over);
  return commit(volume, std::move(work), scope);
}

}  // namespace goxel::edit
