#pragma once

#include "core/base/limits.hpp"
#include "core/base/result.hpp"
#include "core/volume/volume.hpp"

#include <array>
#include <cstdint>
#include <vector>

namespace goxel::mesh {

/// A corner of faces of one colour.
struct MeshVertex {
  std::array<std::uint32_t, 3> offset{};  ///< from QuadMesh::origin, in voxels
  Rgba color;

  friend bool operator==(const MeshVertex&, const MeshVertex&) = default;
};

/// Squares between vertices.
struct QuadMesh {
  LVec3 origin;
  std::vector<MeshVertex> vertices;
  /// Indices from 0 into `vertices`, counter-clockwise when seen from outside the solid.
  std::vector<std::array<std::uint32_t, 4>> quads;

  LVec3 position(const MeshVertex& vertex) const {
    return origin + LVec3{vertex.offset[0], vertex.offset[1], vertex.offset[2]};
  }
};

/// One square for each visible face, and one vertex for each pair of a corner and a colour that
/// meet there. Quads come tile by tile in Volume::for_each_tile order, within a tile side by side,
/// and for each side in index order; vertices in the order in which quads first use them. So the
/// mesh depends on the voxels alone.
///
/// The mesh fits into limits.session_bytes and has at most 2^31 - 1 vertices, which is counted
/// before it is allocated; else LimitExceeded. A volume that reaches from the first coordinate on
/// an axis to the last is LimitExceeded too. O(tiles + faces), about 0.2 us a face,
/// and twice that where no two neighbours have one colour.
Result<QuadMesh> mesh_visible_faces(const Volume& volume, const Limits& limits);

}  // namespace goxel::mesh
