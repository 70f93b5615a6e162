#pragma once

#include "core/edit/edit.hpp"
#include "tests/core/volume/voxel_model.hpp"

#include <span>

namespace goxel::workers {

/// A random edit of one layer's voxels; `other` is what some layer holds.
struct RandomVoxelEdit {
  const char* name;
  Result<std::int64_t> (*run)(Volume& volume, const Volume& other, Random& random,
                              const edit::Scope& scope);
};

/// Those that need a line or two each; some fail and some change nothing.
std::span<const RandomVoxelEdit> random_voxel_edits();

}  // namespace goxel::workers
