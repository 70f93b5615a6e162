#pragma once

#include "core/math/box.hpp"
#include "core/volume/volume.hpp"

namespace goxel {

/// Smallest box that holds every voxel with alpha > 0, half-open; an empty box if there is none.
/// O(tiles); reads the masks of tiles that stick out of what was found so far, never single voxels.
IBox exact_bounds(const Volume& volume);

/// The same rounded outwards to whole tiles. O(tiles), reads no mask.
IBox coarse_bounds(const Volume& volume);

/// Exact bounds of one tile's voxels, relative to its minimum corner. The tile must not be empty.
IBox bounds_in_tile(const TileMask& mask);

}  // namespace goxel
