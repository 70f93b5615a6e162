#pragma once

#include "core/formats/codec.hpp"

#include <vector>

namespace goxel {

/// Makes ids and clone references out of a file hold together, each repair told as a warning: an id
/// that is not positive or was taken by a layer further down gets the smallest free one; a base_id
/// that names no layer, or is part of a circle of clones, becomes 0. A base_id means the first
/// layer that had this id in the file. O(layers).
void repair_layer_links(std::vector<Layer>& layers, Warnings& warnings);

}  // namespace goxel
