#pragma once

#include "core/formats/codec.hpp"

namespace goxel {

/// Reads the voxel editor's own format, versions 0, 1 and 2; gox_chunks.hpp shows the framing.
///
/// Unknown chunks, unknown keys and the preview are skipped. A value of the wrong size or out of
/// its range is ignored and told as a warning; structure that is wrong (cut short, a length that
/// cannot be, a block number before its block) is a FormatError with the offset. Clone and shape
/// layers come without the voxels that they stand for. An absent image box becomes
/// default_image_box(). The top layer is active.
///
/// Memory is bounded by limits.session_bytes and layers by limits.layers: LimitExceeded. O(file),
/// about 50 microseconds a block.
Result<Loaded> read_gox(ByteView file, const Limits& limits);

}  // namespace goxel
