#include "core/edit/mirror.hpp"

#include "core/edit/part.hpp"
#include "core/volume/merge.hpp"
#include "core/volume/region.hpp"
#include "core/volume/transform.hpp"

namespace goxel::edit {

Result<std::int64_t> mirror(Volume& volume, const IBox& box, int axis, const Scope& scope) {
  GOXEL_TRY(check_axis(axis));
  GOXEL_ASSIGN(const Volume mirrored, mapped(part_of(volume, box), mirror_in_box(box, axis)));
  Volume work = volume;
  goxel::clear_box(work, box);
  merge(work, mirrored, BlendMode::Over);
  return commit(volume, std::move(work), scope);
}

}  // namespace goxel::edit
