#include "core/edit/cut_plane.hpp"

#include <cmath>

namespace goxel::edit {

Result<std::int64_t> cut_plane(Volume& volume, DVec3 point, DVec3 normal, PlaneSide side,
                               const Scope& scope) {
  const double size = length(normal);
  if (!std::isfinite(size) || size == 0 || !std::isfinite(length(point))) {
    return Error{ErrorCode::InvalidParams,
                 "a plane needs finite numbers and a normal that is not zero"};
  }
  // Its length does not matter, and to divide by it would put centres on the plane beside it.
  const DVec3 out = side == PlaneSide::Above ? normal : -normal;
  const double reach = 8 * (std::fabs(out.x) + std::fabs(out.y) + std::fabs(out.z));
  Volume work = volume;
  volume.for_each_tile([&](TileCoord coord, const Tile& tile) {
    const double middle = dot(to_double(coord.min_corner()) + DVec3{8, 8, 8} - point, out);
    if (middle < -reach) return;
    TileMask gone;
    tile.mask().for_each([&](int i) {
      const DVec3 center = to_double(voxel_position(coord, i)) + DVec3{0.5, 0.5, 0.5};
      if (dot(center - point, out) > 0) gone.set(i);
    });
    if (!gone.is_empty()) work.edit_tile(coord, [&](Tile& target) { target.erase_mask(gone); });
  });
  return commit(volume, std::move(work), scope);
}

}  // namespace goxel::edit
