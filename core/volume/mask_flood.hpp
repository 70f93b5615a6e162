#pragma once

#include "core/volume/connected.hpp"

#include <functional>

namespace goxel {

/// The voxels of a tile that a flood may enter.
using FloodGround = std::function<TileMask(TileCoord)>;

/// Every voxel connected to `start` through voxels of the ground, which is asked for once a tile;
/// `start` itself is taken as part of it. For floods where a step depends on the voxel entered
/// alone: rows of voxels spread at once, so an open region costs about a nanosecond a voxel.
/// Fails as flood() does.
Result<VoxelSet> mask_flood(IVec3 start, const FloodOptions& options, Progress& progress,
                            const FloodGround& ground);

}  // namespace goxel
