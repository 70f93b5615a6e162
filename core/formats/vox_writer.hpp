#pragma once

#include "core/formats/codec.hpp"

namespace goxel {

/// Writes a MagicaVoxel file, version 150: a model for each layer that has voxels, placed by a
/// transform that has its name and says whether it is hidden. Models have at most 256 voxels a
/// side: a larger layer becomes several, named "NAME.1", "NAME.2" and so on. Read back, every voxel
/// is where it was, as far as 32 bits go.
///
/// The palette is the colours in use, by r, g, b; more than 255 are reduced by median cut.
/// Warns of that, of layers that are cut, and of what layers lose (layer_parts()). LimitExceeded as
/// cut_into_pieces() says. The bytes depend on the content alone. About 25 ns a voxel.
Result<Saved> write_vox(const Image& image, const Limits& limits);

}  // namespace goxel
