#pragma once

#include "core/volume/blend.hpp"
#include "core/volume/volume.hpp"

#include <optional>

namespace goxel {

struct LineOptions {
  IVec3 from;
  IVec3 to;
  double radius = 0;  ///< in voxels; under 0.5 a line one voxel thin
  Rgba color = {255, 255, 255, 255};
  BlendMode mode = BlendMode::Over;
  std::optional<IBox> clip = std::nullopt;  ///< nothing changes outside
};

/// The box that the line stays in, inside the clip box.
IBox line_bounds(const LineOptions& options);

/// Draws a line between two voxels, both included. Thin: one voxel for each step of the longest
/// axis, the others rounded to the nearest (ties away from `from`), so that neighbours touch at
/// least by a corner. Thick: every voxel whose centre is at most `radius` from the segment between
/// the two centres. The intersect modes act on the line alone. Cost: tiles in line_bounds, and 4096
/// tests for each tile the line touches.
void draw_line(Volume& volume, const LineOptions& options);

}  // namespace goxel
