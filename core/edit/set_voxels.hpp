#pragma once

#include "core/base/bytes.hpp"
#include "core/edit/edit.hpp"
#include "core/volume/voxel.hpp"

#include <span>

namespace goxel::edit {

/// Writes voxels in any order; alpha 0 erases; the last of several to one place stays.
Result<std::int64_t> set_voxels(Volume& volume, std::span<const Voxel> voxels, const Scope& scope);
/// The same from packed 16-byte records (see Voxel).
Result<std::int64_t> set_packed_voxels(Volume& volume, ByteView records, const Scope& scope);
Result<std::int64_t> remove_voxels(Volume& volume, std::span<const IVec3> positions,
                                   const Scope& scope);
/// Recolours those of the voxels that exist; alpha is written too, and 0 is refused with
/// InvalidParams.
Result<std::int64_t> paint_voxels(Volume& volume, std::span<const Voxel> voxels,
                                  const Scope& scope);

}  // namespace goxel::edit
