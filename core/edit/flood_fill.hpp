#pragma once

#include "core/edit/edit.hpp"
#include "core/volume/connected.hpp"

namespace goxel::edit {

struct FloodFillOptions {
  IVec3 start;
  Rgba color = {255, 255, 255, 255};
  int tolerance = 0;  ///< 0..255, largest channel difference from the colour at `start`
  Connectivity connectivity = Connectivity::Faces;
  std::int64_t max_voxels = INT64_MAX;  ///< limits.voxels_per_edit holds besides
  IBox box = IBox::everything();        ///< where an empty region may be filled; the image box
};

/// Gives the region connected to `start` one colour: voxels of about its colour, or, from an empty
/// cell, the empty cells inside `box`. Fails with LimitExceeded when the region is larger than
/// max_voxels, and with InvalidParams when an empty start lies outside the box.
Result<std::int64_t> flood_fill(Volume& volume, const FloodFillOptions& options,
                                const Scope& scope);

}  // namespace goxel::edit
