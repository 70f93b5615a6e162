#pragma once

#include "core/base/limits.hpp"
#include "core/base/result.hpp"
#include "core/image/image.hpp"

#include <cstdint>

namespace goxel {

/// Operations on whole layers. Each checks everything first: one that fails (NotFound for an id,
/// LimitExceeded for too many layers, or for a clone or shape too large to be made voxels) leaves
/// the image as it was.

/// A copy with a new id and name, on top and active. O(1). Returns the new id.
Result<std::int32_t> duplicate_layer(Image& image, std::int32_t id, const Limits& limits);

/// A layer that shows another one's voxels, on top and active. O(1). Returns the new id.
Result<std::int32_t> clone_layer(Image& image, std::int32_t id, const Limits& limits);

/// Makes a clone or shape layer a normal one with the voxels it shows. A normal layer stays as it
/// is.
Result<void> make_normal_layer(Image& image, std::int32_t id);

/// Removes a layer; clones of it become normal layers first. The last one leaves an empty one.
Result<void> delete_layer(Image& image, std::int32_t id);

/// Merges `source` into `target` with the mode of the upper of the two and removes it. `target`
/// keeps its attributes and becomes normal; clones of either become normal layers.
Result<void> merge_layers(Image& image, std::int32_t source, std::int32_t target);

/// Merges all visible layers, bottom to top, each with its mode, into the topmost visible one,
/// which keeps its attributes, becomes normal and active. Hidden layers stay. Does nothing with
/// fewer than two visible layers.
Result<void> merge_visible(Image& image);

/// Puts a layer at position `index` from the bottom; InvalidParams outside 0..layers-1.
Result<void> move_layer(Image& image, std::int32_t id, std::int64_t index);

}  // namespace goxel
