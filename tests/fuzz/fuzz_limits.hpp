#pragma once

#include "core/base/limits.hpp"

namespace goxel::fuzz {

/// Small enough that a file within them takes milliseconds, and that one which slips past them
/// shows as memory or time.
inline Limits limits() {
  Limits limits;
  limits.session_bytes = 64LL << 20;
  limits.voxels_per_edit = 1 << 20;
  limits.layers = 64;
  limits.picture_side = 1024;
  limits.picture_pixels = 1 << 18;
  return limits;
}

}  // namespace goxel::fuzz
