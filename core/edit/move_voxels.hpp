#pragma once

#include "core/edit/edit.hpp"

#include <functional>

namespace goxel::edit {

/// Makes the image of voxels: what is where they go.
using VoxelTransform = std::function<Result<Volume>(const Volume&)>;

/// Takes voxels out of a volume and puts their image over what stays: the selected ones, or all
/// without a selection. The image may lie outside the selection. What does not move cannot make the
/// transform fail.
Result<std::int64_t> move_voxels(Volume& volume, const Scope& scope,
                                 const VoxelTransform& transform);
/// The same of a part of `volume`.
Result<std::int64_t> move_voxels(Volume& volume, const Volume& part, const Scope& scope,
                                 const VoxelTransform& transform);

}  // namespace goxel::edit
