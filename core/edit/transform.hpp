#pragma once

#include "core/edit/edit.hpp"
#include "core/math/vec3.hpp"

/// Translate, mirror, rotate, scale, wrap and crop a volume.
namespace goxel::edit {

/// Moves every voxel. Fails with LimitExceeded when one would leave the coordinate range. With a
/// selection only the selected voxels move, over what is there.
Result<std::int64_t> translate(Volume& volume, LVec3 offset, const Scope& scope);

/// Swaps voxels across the middle of a box along an axis; outside it nothing changes.
Result<std::int64_t> mirror(Volume& volume, const IBox& box, int axis, const Scope& scope);

/// Turns the volume by right-handed quarter turns about an axis through the middle of a box,
/// exactly. Voxels outside the box turn along.
Result<std::int64_t> rotate_quarters(Volume& volume, const IBox& box, int axis, int quarters,
                                     const Scope& scope);

/// Turns about an axis through a point by any angle: the nearest voxel for each. Multiples of 90
/// degrees are exact when the centre allows.
Result<std::int64_t> rotate(Volume& volume, DVec3 center, int axis, double angle_deg,
                            const Scope& scope);

/// Scales about a point, each axis by its own positive factor: the nearest voxel for each.
Result<std::int64_t> scale(Volume& volume, DVec3 center, DVec3 factors, const Scope& scope);

/// Removes everything outside a box.
Result<std::int64_t> crop(Volume& volume, const IBox& box, const Scope& scope);

/// Shifts the voxels inside a box along an axis; what leaves at one end comes back at the other.
Result<std::int64_t> wrap(Volume& volume, const IBox& box, int axis, std::int64_t shift,
                          const Scope& scope);

}  // namespace goxel::edit
