#pragma once

#include "core/math/vec3.hpp"
#include "core/volume/color.hpp"

#include <bit>

namespace goxel {

/// A voxel with its place. In memory this is the packed record of the wire: three little-endian
/// int32, then r, g, b, a.
struct Voxel {
  IVec3 position;
  Rgba color;

  friend constexpr bool operator==(const Voxel&, const Voxel&) = default;
};
static_assert(sizeof(Voxel) == 16 && std::endian::native == std::endian::little);

}  // namespace goxel
