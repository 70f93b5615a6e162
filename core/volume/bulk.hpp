#pragma once

#include "core/base/bytes.hpp"
#include "core/volume/volume.hpp"
#include "core/volume/voxel.hpp"

#include <cstdint>
#include <span>

namespace goxel {

/// Writes many voxels in any order; alpha 0 erases, and of several writes to one place the last one
/// stays. Returns how many voxels differ afterwards from before. Meanwhile it needs up to 24 bytes
/// a voxel, some 80 a tile, and 16 KiB for each tile that gets 256 voxels or more. At most 2^32 - 2
/// voxels.
std::int64_t set_voxels(Volume& volume, std::span<const Voxel> voxels);

/// The same from packed records of 16 bytes (see Voxel), at any alignment. Fails with InvalidParams
/// when the size is no multiple of 16; the volume is then unchanged.
Result<std::int64_t> set_packed_voxels(Volume& volume, ByteView records);

/// Replaces every voxel of a box, the empty ones too. `colors`: one for each voxel of the box, x
/// fastest, then y, then z. The box must lie in the int32 range. Returns how many voxels differ
/// afterwards.
std::int64_t set_dense_box(Volume& volume, const IBox& box, std::span<const Rgba> colors);

}  // namespace goxel
