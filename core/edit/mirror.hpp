#pragma once

#include "core/edit/edit.hpp"

namespace goxel::edit {

/// Swaps voxels across the middle of a box along an axis; outside it nothing changes. With a
/// selection only the selected voxels of the box change sides, over what is there.
Result<std::int64_t> mirror(Volume& volume, const IBox& box, int axis, const Scope& scope);

}  // namespace goxel::edit
