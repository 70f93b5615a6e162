#pragma once

#include "core/render/ray.hpp"
#include "core/volume/volume.hpp"

#include <array>
#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

namespace goxel {

/// Faces of a voxel in the order of axes: -x +x -y +y -z +z.
enum class Face : std::uint8_t { NegX, PosX, NegY, PosY, NegZ, PosZ };

constexpr int face_axis(Face face) { return static_cast<int>(face) >> 1; }
constexpr bool is_positive(Face face) { return (static_cast<int>(face) & 1) != 0; }

/// Where a ray met the first solid voxel.
struct Hit {
  double time = 0;
  const Tile* tile = nullptr;  ///< null: nothing was met
  TileCoord coord;
  int index = 0;  ///< of the voxel within the tile
  Face face = Face::NegX;
  Rgba color;

  explicit operator bool() const { return tile != nullptr; }
};

/// The corner of the node in the middle of a box: node borders stay multiples of 128 relative to
/// it.
constexpr LVec3 scene_origin(const IBox& bounds) {
  LVec3 origin;
  for (int axis = 0; axis < 3; ++axis) {
    origin[axis] = ((bounds.min[axis] + bounds.max[axis]) / 2) & ~std::int64_t{127};
  }
  return origin;
}

/// A volume made ready for rays: its nodes of 128^3 voxels under a tree of boxes, so that empty
/// space costs nothing however far apart the nodes are, and below them the volume's own tiles and
/// masks.
///
/// Coordinates of rays are relative to `origin()`, the middle of the content, which keeps them
/// exact for small models anywhere in space. Solid is what has an alpha of at least kSolidAlpha.
///
/// Immutable; any thread. The volume must outlive it. Building is O(tiles); a node takes about 100
/// bytes.
class RayScene {
 public:
  /// `origin` as scene_origin() gives it, for the bounds of all volumes that one ray is to be
  /// traced through.
  RayScene(const Volume& volume, LVec3 origin);

  const LVec3& origin() const { return origin_; }

  /// The first solid voxel from the ray's origin on. A ray that starts in a solid hits it at time
  /// 0, on the face that looks most against the ray.
  Hit trace(const Ray& ray) const;
  /// Whether trace() would hit anything; cheaper.
  bool is_blocked(const Ray& ray) const;

 private:
  /// Where in a tile its voxels lie: from ends[0] to before ends[1] on each axis.
  struct TileBox {
    std::array<std::array<std::uint8_t, 3>, 2> ends;
  };
  using NodeBoxes = std::array<TileBox, Volume::kNodeTiles>;
  struct Cell {
    std::array<std::array<double, 3>, 2> box;  ///< first and last corner of the content, relative
    std::array<double, 3> corner;              ///< minimum corner of the node, relative
    std::array<std::uint64_t, 8> occupied;     ///< one bit a tile
    const Volume::Node* node;
    const NodeBoxes* tile_boxes;
    TileCoord coord;
  };
  /// Inner: children at `first` (lower along `axis`) and `second`. Leaf: axis -1, a cell at
  /// `first`.
  struct Branch {
    std::array<std::array<double, 3>, 2> box;
    std::int32_t axis = -1;
    std::int32_t first = 0;
    std::int32_t second = 0;
  };
  struct Span;

  void add_cells(const Volume& volume);
  void build_tree();
  /// Splits [begin, end) of the cells into two groups that a plane separates; returns where, and
  /// the plane's axis.
  std::pair<std::size_t, std::int32_t> split(std::size_t begin, std::size_t end);
  static Span clip_tile(const Cell& cell, std::uint32_t slot, const Ray& ray, Span span);
  template <class Found>
  bool walk_tree(const Ray& ray, Found&& found) const;
  template <class Found>
  static bool walk_cell(const Cell& cell, const Ray& ray, Span span, Found&& found);

  std::deque<NodeBoxes> tile_boxes_;
  std::vector<Cell> cells_;
  std::vector<Branch> branches_;
  LVec3 origin_;
};

}  // namespace goxel
