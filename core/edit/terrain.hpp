#pragma once

#include "core/edit/edit.hpp"

#include <cstdint>

namespace goxel::edit {

struct TerrainOptions {
  IBox box;  ///< the ground fills it from below; the lowest column is one voxel, the highest the
             ///< box's height
  std::uint64_t seed = 0;
  double scale_vox = 32;
  int octaves = 4;
  Rgba top = {86, 140, 60, 255};      ///< the highest voxel of a column
  Rgba earth = {120, 85, 55, 255};    ///< the three below it
  Rgba stone = {125, 125, 130, 255};  ///< the rest
};

/// Makes a height field. The same seed gives the same voxels on every machine.
Result<std::int64_t> generate_terrain(Volume& volume, const TerrainOptions& options,
                                      const Scope& scope);

}  // namespace goxel::edit
