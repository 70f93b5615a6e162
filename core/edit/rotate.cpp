#include "core/edit/rotate.hpp"

#include "core/edit/resample.hpp"

#include <cmath>

namespace goxel::edit {

Result<std::int64_t> rotate_quarters(Volume& volume, const IBox& box, int axis, int quarters,
                                     const Scope& scope) {
  GOXEL_TRY(check_axis(axis));
  GOXEL_ASSIGN(Volume work, mapped(volume, quarter_turns_in_box(box, axis, quarters)));
  return commit(volume, std::move(work), scope);
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
