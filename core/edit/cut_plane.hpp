#pragma once

#include "core/edit/edit.hpp"
#include "core/math/vec3.hpp"

namespace goxel::edit {

enum class PlaneSide { Above, Below };

/// Removes every voxel whose centre lies strictly above (on the normal's side of) or below a plane.
/// Fails with InvalidParams when the normal is zero or not finite.
Result<std::int64_t> cut_plane(Volume& volume, DVec3 point, DVec3 normal, PlaneSide side,
                               const Scope& scope);

}  // namespace goxel::edit
