#pragma once

#include "core/edit/edit.hpp"

#include <cstdint>

namespace goxel::edit {

struct NoiseOptions {
  IBox box;
  std::uint64_t seed = 0;
  double scale_vox = 16;   ///< size of the largest features
  int octaves = 3;         ///< 1..8, each half as large and half as strong as the one before
  double threshold = 0.5;  ///< 0..1: a voxel is made where the noise is at least this
  Rgba color = {255, 255, 255, 255};
};

/// Makes voxels where three-dimensional value noise reaches the threshold. The same seed gives the
/// same voxels on every machine.
Result<std::int64_t> generate_noise(Volume& volume, const NoiseOptions& options,
                                    const Scope& scope);

}  // namespace goxel::edit
