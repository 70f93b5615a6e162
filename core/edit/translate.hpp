#pragma once

#include "core/edit/edit.hpp"
#include "core/math/vec3.hpp"

namespace goxel::edit {

/// Moves every voxel. Fails with LimitExceeded when one would leave the coordinate range. With a
/// selection only the selected voxels move, over what is there.
Result<std::int64_t> translate(Volume& volume, LVec3 offset, const Scope& scope);

}  // namespace goxel::edit
