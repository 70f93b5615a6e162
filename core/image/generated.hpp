#pragma once

#include "core/image/image.hpp"

namespace goxel {

/// The voxels a layer shows: its own for a normal layer; for a clone those of its base moved by the
/// clone's transform (nearest sample); for a shape layer one solid of its colour, inside the image
/// box; none for a picture. Chains of clones are followed; a ring of clones, or a base that is
/// missing, has no content.
///
/// O(1) for normal layers and for generated ones that refresh_generated() saw in their present
/// state; else as costly as drawing or resampling. A transform that spreads over more than 2^20
/// tiles gives nothing.
Volume layer_content(const Image& image, const Layer& layer);

/// Brings the kept content of clone and shape layers up to date, so that layer_content() is O(1) on
/// this image and its copies. Cheap when nothing changed.
void refresh_generated(Image& image);

}  // namespace goxel
