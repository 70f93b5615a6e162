#include "core/edit/rotate.hpp"

#include "core/edit/move_voxels.hpp"
#include "core/edit/resample.hpp"
#include "core/volume/transform.hpp"

#include <cmath>

namespace goxel::edit {

Result<std::int64_t> rotate_quarters(Volume& volume, const IBox& box, int axis, int quarters,
                                     const Scope& scope) {
  GOXEL_TRY(check_axis(axis));
  const GridMap map = quarter_turns_in_box(box, axis, quarters);
  return move_voxels(volume, scope, [&](const Volume& moving) { return mapped(moving, map); });
}

Result<std::int64_t> rotate(Volume& volume, DVec3 center, int axis, double angle_deg,
                            const Scope& scope) {
  GOXEL_TRY(check_axis(axis));
  if (!std::isfinite(angle_deg) || !std::isfinite(length(center))) {
    return Error{ErrorCode::InvalidParams, "the angle and the centre must be finite numbers"};
  }
  return resample(volume, affine_about(center, rotation_about(axis, angle_deg)), scope);
}

}  // namespace goxel::edit
