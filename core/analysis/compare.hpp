#pragma once

#include "core/image/image.hpp"

#include <cstdint>
#include <string>
#include <vector>

/// Differences between two images, and figures about one.
namespace goxel::analysis {

struct VolumeDifference {
  std::int64_t added = 0;
  std::int64_t removed = 0;
  std::int64_t recolored = 0;
  IBox bounds;  ///< of all that differs

  bool is_empty() const { return added == 0 && removed == 0 && recolored == 0; }
  friend bool operator==(const VolumeDifference&, const VolumeDifference&) = default;
};

/// From `before` to `after`. Cost follows what differs when one came from the other by edits.
VolumeDifference compare(const Volume& before, const Volume& after);

enum class LayerFate { Kept, Added, Removed };

struct LayerDifference {
  std::int32_t layer_id = 0;
  std::string name;  ///< the later one
  LayerFate fate = LayerFate::Kept;
  VolumeDifference voxels;
};

/// Layer by layer, matched by id: those of `after` from the bottom, then those that are gone.
/// Layers without a difference in voxels are left out unless they were added or removed. Clones and
/// shapes count with what they show.
std::vector<LayerDifference> compare(const Image& before, const Image& after);

struct Statistics {
  std::int64_t voxels = 0;
  std::int64_t solid_voxels = 0;    ///< alpha of at least kSolidAlpha
  std::int64_t surface_voxels = 0;  ///< with at least one empty face neighbour
  std::int64_t exposed_faces = 0;
  std::int64_t tiles = 0;
  std::int64_t uniform_tiles = 0;
  std::int64_t size_bytes = 0;
  IBox bounds;
  double fill_fraction = 0;  ///< voxels per cell of the bounds
};

Statistics statistics(const Volume& volume);

}  // namespace goxel::analysis
