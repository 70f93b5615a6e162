#pragma once

#include "core/base/bytes.hpp"
#include "core/volume/voxel.hpp"

#include <vector>

namespace goxel::edit {

/// Voxels as the wire has them: a Voxel in memory is its packed record.
inline ByteView packed(const std::vector<Voxel>& voxels) {
  return {reinterpret_cast<const std::uint8_t*>(voxels.data()), voxels.size() * sizeof(Voxel)};
}

}  // namespace goxel::edit
