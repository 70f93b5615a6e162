#pragma once

#include "core/edit/edit.hpp"

namespace goxel::edit {

/// Shifts the voxels inside a box along an axis, of them the selected ones with a selection; what
/// leaves at one end comes back at the other.
Result<std::int64_t> wrap(Volume& volume, const IBox& box, int axis, std::int64_t shift,
                          const Scope& scope);

}  // namespace goxel::edit
