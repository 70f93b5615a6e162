#pragma once

#include "core/base/parallel.hpp"
#include "core/formats/codec.hpp"

namespace goxel {

struct GoxOptions {
  ByteView preview_png =
      {};  ///< a PNG of 128 x 128 RGBA pixels that file browsers show; none when empty
  Parallel* parallel = nullptr;  ///< where blocks are compressed; null: on the calling thread
};

/// Writes the voxel editor's own format, version 2: everything that an Image holds save which layer
/// is active.
///
/// Tiles of equal content are written once. Clone and shape layers are written without voxels:
/// whoever reads the file makes them anew. A layer without a material has no material entry (the
/// editor itself would write 0). The bytes depend on the image's content and the options alone, not
/// on sharing or threads.
///
/// Warns about texts that are cut to what the format holds, and layers that the editor could open
/// but not save again. Fails with LimitExceeded for a layer of more than 107 million tiles. About
/// 30 microseconds a tile.
Result<Saved> write_gox(const Image& image, const GoxOptions& options = {});

}  // namespace goxel
