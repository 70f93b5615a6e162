#pragma once

#include "core/edit/edit.hpp"
#include "core/math/vec3.hpp"

namespace goxel::edit {

/// Turns the volume by right-handed quarter turns about an axis through the middle of a box,
/// exactly. Voxels outside the box turn along. With a selection only the selected voxels turn, over
/// what is there.
Result<std::int64_t> rotate_quarters(Volume& volume, const IBox& box, int axis, int quarters,
                                     const Scope& scope);

/// Turns about an axis through a point by any angle: the nearest voxel for each. Multiples of 90
/// degrees are exact when the centre allows. With a selection only the selected voxels turn, over
/// what is there.
Result<std::int64_t> rotate(Volume& volume, DVec3 center, int axis, double angle_deg,
                            const Scope& scope);

}  // namespace goxel::edit
