#pragma once

#include "core/base/result.hpp"
#include "core/image/image.hpp"
#include "core/render/scene.hpp"

#include <optional>
#include <vector>

namespace goxel {

/// Layers that are drawn as one volume with one material.
struct LayerGroup {
  Volume volume;
  Material material;

  bool is_opaque() const { return material.color[3] >= 1; }
};

/// The groups of what is visible, bottom first; with `layer_ids`, of those layers instead, visible
/// or not. Fails with not_found for an id that the image does not have. O(1) for one layer, else as
/// merge().
Result<std::vector<LayerGroup>> layer_groups(
    const Image& image, const std::optional<std::vector<std::int32_t>>& layer_ids);

}  // namespace goxel
