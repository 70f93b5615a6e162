#pragma once

#include "core/formats/codec.hpp"
#include "core/formats/mesh_options.hpp"

namespace goxel {

/// Writes a Wavefront OBJ of squares, one for each visible voxel face, in one group for the
/// flattened visible layers or one for each of them. Colours are behind the coordinates of vertices
/// ("v x y z r g b", 0..1 with four decimals, sRGB), as many programs read them; a corner where
/// colours meet is a vertex for each. Coordinates are whole numbers, so the model is exact wherever
/// it is.
///
/// Fails with LimitExceeded rather than write more than limits.file_bytes, and as
/// mesh_visible_faces() does. About 0.8 us a face.
Result<Saved> write_obj(const Image& image, const Limits& limits, const MeshOptions& options = {});

}  // namespace goxel
