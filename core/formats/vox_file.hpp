#pragma once

#include "core/base/bytes.hpp"
#include "core/base/result.hpp"
#include "core/formats/codec.hpp"

#include <array>
#include <cstdint>
#include <map>
#include <string_view>
#include <vector>

namespace goxel {

/// What a MagicaVoxel file says, before it is placed in space. Views refer to the file's bytes.

/// One grid of voxels.
struct VoxModel {
  IVec3 size;       ///< each 0..256
  ByteView voxels;  ///< 4 bytes each: x, y, z, colour index from 1 (0: no voxel)
};

/// A rotation by multiples of 90 degrees with mirroring: component i of the result is sign[i] times
/// component column[i] of the argument; column is a permutation.
struct VoxRotation {
  std::array<int, 3> column = {0, 1, 2};
  std::array<int, 3> sign = {1, 1, 1};

  LVec3 operator()(LVec3 v) const {
    return {sign[0] * v[column[0]], sign[1] * v[column[1]], sign[2] * v[column[2]]};
  }
};

struct VoxTransform {
  VoxRotation rotation;
  LVec3 translation;
};

/// a after b.
VoxTransform operator*(const VoxTransform& a, const VoxTransform& b);

enum class VoxNodeKind { Transform, Group, Shape };

/// A node of the scene graph.
struct VoxNode {
  VoxNodeKind kind = VoxNodeKind::Group;
  std::string_view name = {};               ///< of a transform
  bool is_hidden = false;                   ///< of a transform
  std::int32_t layer = -1;                  ///< of a transform; a key of VoxFile::hidden_layers
  VoxTransform transform = {};              ///< of a transform, first frame
  std::vector<std::int32_t> children = {};  ///< node ids; of a shape, model numbers
};

struct VoxFile {
  std::vector<VoxModel> models;
  std::array<Rgba, 256> palette;  ///< by colour index; entry 0 is unused
  std::map<std::int32_t, VoxNode> nodes;
  std::map<std::int32_t, bool> hidden_layers;
};

/// Reads all chunks, versions 150 to 200. FormatError with the offset for anything cut short or out
/// of range; what is not kept (materials that shine, cameras, surplus bytes) is told as a warning.
Result<VoxFile> parse_vox(ByteView file, MemoryBudget& budget, Warnings& warnings);

/// The palette of files that have none.
std::array<Rgba, 256> default_vox_palette();

}  // namespace goxel
