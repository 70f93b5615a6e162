#include "core/edit/scale.hpp"

#include "core/base/str_cat.hpp"
#include "core/edit/resample.hpp"

#include <cmath>

namespace goxel::edit {

Result<std::int64_t> scale(Volume& volume, DVec3 center, DVec3 factors, const Scope& scope) {
  for (int axis = 0; axis < 3; ++axis) {
    if (!(factors[axis] > 0) || !std::isfinite(factors[axis]) || !std::isfinite(center[axis])) {
      return Error{ErrorCode::InvalidParams,
                   str_cat("scale factor ", factors[axis], " must be a number above 0")};
    }
  }
  return resample(volume,
                  affine_about(center, {{factors.x, 0, 0}, {0, factors.y, 0}, {0, 0, factors.z}}),
                  scope);
}

}  // namespace goxel::edit
