#pragma once

#include "core/volume/blend.hpp"
#include "core/volume/volume.hpp"

namespace goxel {

/// One voxel of `source` put onto `destination` with the integer arithmetic of the editor's blend
/// mode table; every division truncates. A result of alpha 0 is the empty voxel. Replace gives the
/// source.
Rgba blend(Rgba destination, Rgba source, BlendMode mode);

/// Merges a whole volume into another, voxel by voxel with `blend`. Where a mode cannot change
/// anything (an empty source under over, sub, sub clamp, paint and max) tiles are not touched, and
/// tiles that only the source has are shared, not copied. Where the same two tiles meet again,
/// their result is shared as well. "Max" leaves voxels alone where the source is empty.
void merge(Volume& destination, const Volume& source, BlendMode mode);

}  // namespace goxel
