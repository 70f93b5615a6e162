#pragma once

#include "core/base/limits.hpp"
#include "core/base/result.hpp"
#include "core/image/image.hpp"

#include <cstdint>
#include <vector>

namespace goxel {

/// Puts what another image holds into one. Each checks everything first: one that fails leaves the
/// image as it was. LimitExceeded when there would be more than limits.layers, when the image would
/// take more than limits.session_bytes, or when a voxel would leave the coordinate range.

/// Adds copies of all layers of `source`, moved by `offset`, on top in their order; the top one
/// becomes active. Names stay, ids are new, and links of clones lead to the copies. Materials that
/// they use are added unless the image has the same. Shape layers become normal ones, because they
/// would be cut off at another image's box. Cameras, light and box of `source` are not taken.
/// Returns the new ids. A few ns a voxel; O(tiles) for offsets by whole tiles.
Result<std::vector<std::int32_t>> import_layers(Image& image, const Image& source, IVec3 offset,
                                                const Limits& limits);

/// Merges the visible layers of `source`, flattened and moved by `offset`, over the voxels of the
/// normal layer `id`, which must exist. Returns how many voxels they had.
Result<std::int64_t> import_into_layer(Image& image, std::int32_t id, const Image& source,
                                       IVec3 offset, const Limits& limits);

}  // namespace goxel
