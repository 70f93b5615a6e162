#pragma once

#include "core/edit/edit.hpp"

#include <cstdint>

/// Noise and terrain. The same seed gives the same voxels on every machine.
namespace goxel::edit {

struct NoiseOptions {
  IBox box;
  std::uint64_t seed = 0;
  double scale_vox = 16;   ///< size of the largest features
  int octaves = 3;         ///< 1..8, each half as large and half as strong as the one before
  double threshold = 0.5;  ///< 0..1: a voxel is made where the noise is at least this
  Rgba color = {255, 255, 255, 255};
};

/// Makes voxels where three-dimensional value noise reaches the threshold.
Result<std::int64_t> generate_noise(Volume& volume, const NoiseOptions& options,
                                    const Scope& scope);

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

/// Makes a height field.
Result<std::int64_t> generate_terrain(Volume& volume, const TerrainOptions& options,
                                      const Scope& scope);

}  // namespace goxel::edit
