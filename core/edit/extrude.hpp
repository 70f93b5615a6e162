#pragma once

#include "core/edit/edit.hpp"

namespace goxel::edit {

struct ExtrudeOptions {
  IVec3 start;
  int face = 3;      ///< the editor's numbers: 0 -y, 1 +y, 2 -z, 3 +z, 4 +x, 5 -x
  int distance = 1;  ///< above 0 copies outwards that far, below 0 removes that many layers
  int tolerance =
      255;  ///< largest channel difference between neighbours of the face; 255 ignores colour
};

/// Moves a face: the voxels of one plane, connected to `start` by edges within the plane, whose
/// face on that side is exposed. Fails with InvalidParams for an unknown face, or when `start` is
/// empty or its face is covered.
Result<std::int64_t> extrude(Volume& volume, const ExtrudeOptions& options, const Scope& scope);

}  // namespace goxel::edit
