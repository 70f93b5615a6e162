#pragma once

#include "core/image/image.hpp"

#include <optional>
#include <vector>

namespace goxel {

/// Voxels that share a material.
struct MaterialGroup {
  Volume volume;
  std::optional<std::int32_t> material = std::nullopt;  ///< index into Image::materials()
};

/// All visible layers as the viewport shows them, bottom to top: a layer starts a new group when
/// there is none yet, whatever its mode, or when its mode is over and its material differs from the
/// group's; otherwise it is merged into the group with its own mode. So subtract, intersect and
/// paint act on the group just below. Clone and shape layers come with what they generate.
std::vector<MaterialGroup> flatten_by_material(const Image& image);

/// All visible layers as one volume: those groups, each put over what is below it. What exports and
/// reads of all layers see, so that they have the voxels that a picture shows. With one visible
/// layer this is that layer's volume, O(1); else every tile of the upper layers is merged once.
Volume flatten_visible(const Image& image);

}  // namespace goxel
