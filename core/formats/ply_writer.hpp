#pragma once

#include "core/formats/codec.hpp"
#include "core/formats/mesh_options.hpp"

namespace goxel {

/// Writes a Stanford PLY of squares, one for each visible face of the flattened visible layers,
/// binary (little-endian) or as text. Vertices have uchar red, green and blue (sRGB); a corner
/// where colours meet is a vertex for each. Coordinates are float, or double where float could not
/// hold every one of them exactly: beyond 2^24.
///
/// Fails with LimitExceeded rather than write more than limits.file_bytes, and as
/// mesh_visible_faces() does. About 0.4 us a face.
Result<Saved> write_ply(const Image& image, const Limits& limits, const MeshOptions& options = {});

}  // namespace goxel
