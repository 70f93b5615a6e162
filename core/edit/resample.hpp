#pragma once

#include "core/edit/edit.hpp"
#include "core/volume/transform.hpp"

namespace goxel::edit {

/// Moves a volume, or the selected voxels over what is there, by an affine map, the nearest voxel
/// for each: what rotate and scale share. Fails with LimitExceeded when the image spreads over more
/// than limits.voxels_per_edit.
Result<std::int64_t> resample(Volume& volume, const Affine& map, const Scope& scope);

}  // namespace goxel::edit
