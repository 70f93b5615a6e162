#pragma once

#include "core/edit/edit.hpp"
#include "core/math/vec3.hpp"

namespace goxel::edit {

/// Scales about a point, each axis by its own positive factor: the nearest voxel for each. With
/// a selection only the selected voxels are scaled, over what is there.
Result<std::int64_t> scale(Volume& volume, DVec3 center, DVec3 factors, const Scope& scope);

}  // namespace goxel::edit
