#pragma once

#include "core/base/result.hpp"
#include "core/image/image.hpp"

namespace goxel {

/// The voxels a layer shows: its own for a normal layer; for a clone those of its base moved by the
/// clone's transform (nearest sample); for a shape layer one solid of its colour, inside the image
/// box; none for a picture. Chains of clones are followed; a ring of clones, or a base that is
/// missing, has no content.
///
/// Made anew at each call. O(1) for normal layers and for clones that are not moved; O(tiles) for
/// moves by whole tiles, some ns a voxel for other moves by whole voxels and quarter turns; else as
/// costly as drawing or resampling. A transform that spreads over more than 2^20 tiles gives
/// nothing, and nor does a shape whose box, within the image box, covers more than 33^3 tiles.
Volume layer_content(const Image& image, const Layer& layer);

/// The same, but fails with LimitExceeded where layer_content() gives nothing because it would be
/// too much: for operations that put the content in the place of what makes it.
Result<Volume> whole_content(const Image& image, const Layer& layer);

/// Fails with LimitExceeded for a shape layer that shows nothing because it is too large. O(1).
Result<void> check_shape_size(const Image& image, const Layer& layer);

/// Makes a layer of any kind a normal one that holds `voxels`. A normal layer keeps its origin.
void make_normal(Layer& layer, Volume voxels);

}  // namespace goxel
