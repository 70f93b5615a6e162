#pragma once

#include "core/volume/volume.hpp"

#include <cstdint>

namespace goxel {

/// What is left of a volume where there is no alpha.
struct OpaquePart {
  Volume volume;                       ///< the solid voxels, with alpha 255
  std::int64_t faint_count = 0;        ///< voxels left out: alpha below kSolidAlpha
  std::int64_t translucent_count = 0;  ///< voxels kept that had an alpha below 255
};

/// Shares every tile that is opaque already. O(tiles), each read once.
OpaquePart opaque_part(const Volume& volume);

}  // namespace goxel
