#pragma once

#include "core/formats/codec.hpp"

namespace goxel {

/// Writes the solid voxels of the flattened visible layers as the editor's text export does: lines
/// starting with '#', then a line "x y z rrggbb" a voxel, in Volume::for_each_voxel order, which
/// depends on content alone.
///
/// Warns when faint voxels (alpha below kSolidAlpha) are left out. Fails with LimitExceeded rather
/// than write more than limits.file_bytes. O(voxels).
Result<Saved> write_txt(const Image& image, const Limits& limits);

}  // namespace goxel
