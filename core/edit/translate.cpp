#include "core/edit/translate.hpp"

#include "core/base/str_cat.hpp"
#include "core/edit/move_voxels.hpp"
#include "core/volume/transform.hpp"

namespace goxel::edit {

Result<std::int64_t> translate(Volume& volume, LVec3 offset, const Scope& scope) {
  // Also keeps the sum with any voxel position inside 64 bits.
  constexpr std::int64_t kLongest = (std::int64_t{1} << 32) - 1;
  for (int axis = 0; axis < 3; ++axis) {
    if (offset[axis] < -kLongest || offset[axis] > kLongest) {
      return Error{ErrorCode::InvalidParams,
                   str_cat("offset ", offset[axis], " is outside -4294967295..4294967295")};
    }
  }
  GridMap map;
  map.offset = offset;
  return move_voxels(volume, scope, [&](const Volume& moving) { return mapped(moving, map); });
}

}  // namespace goxel::edit
