#pragma once

#include "core/formats/codec.hpp"

#include <string>
#include <vector>

namespace goxel {

/// Voxels that a format without alpha writes as one thing.
struct ModelPart {
  std::string name;
  Volume volume;  ///< all opaque
  bool is_hidden = false;
};

/// All visible layers flattened, as "model". Warns of each thing that is lost: layers merged,
/// hidden layers, blend modes, materials, alpha. O(tiles).
ModelPart flattened_part(const Image& image, Warnings& warnings);

enum class HiddenLayers { LeaveOut, Keep };

/// What each layer shows, under its name, bottom first; layers without voxels are left out. Warns
/// as flattened_part() does, of what is lost then. O(tiles).
std::vector<ModelPart> layer_parts(const Image& image, HiddenLayers hidden, Warnings& warnings);

}  // namespace goxel
