#include "core/mesh/quad_mesh.hpp"

#include "core/base/str_cat.hpp"
#include "core/mesh/faces.hpp"
#include "core/volume/bounds.hpp"

#include <algorithm>
#include <bit>
#include <utility>

namespace goxel::mesh {

namespace {

using Corner = std::array<std::uint8_t, 3>;

/// The corners of the unit cube's faces, in the order of Side, counter-clockwise from outside.
constexpr std::array<std::array<Corner, 4>, kSides> kCorners = {{
    {{{0, 0, 0}, {0, 0, 1}, {0, 1, 1}, {0, 1, 0}}},
    {{{1, 0, 0}, {1, 1, 0}, {1, 1, 1}, {1, 0, 1}}},
    {{{0, 0, 0}, {1, 0, 0}, {1, 0, 1}, {0, 0, 1}}},
    {{{0, 1, 0}, {0, 1, 1}, {1, 1, 1}, {1, 1, 0}}},
    {{{0, 0, 0}, {0, 1, 0}, {1, 1, 0}, {1, 0, 0}}},
    {{{0, 0, 1}, {1, 0, 1}, {1, 1, 1}, {0, 1, 1}}},
}};

constexpr std::size_t kMaxVertices = INT32_MAX;

Error too_large(const Limits& limits) {
  return Error{ErrorCode::LimitExceeded,
               str_cat("the model's faces take more memory than the ", limits.session_bytes,
                       " bytes that a session may have")}
      .with("limit", "session_bytes")
      .with("maximum", limits.session_bytes);
}

/// Gives equal vertices one index. Those inside a tile can only be met again in that tile, and are
/// looked for in a small table that stays in the nearest cache; those on its border in a large one
/// with open addressing, at most half full.
class VertexTable {
 public:
  VertexTable(QuadMesh& mesh, const Limits& limits) : mesh_(mesh), limits_(limits) {}

  /// Begins a tile that has `count` corners of faces, or fails with LimitExceeded.
  Result<void> enter_tile(std::size_t count);
  /// `x`, `y`, `z`: where in the tile the vertex is, 0..16.
  std::uint32_t index_of(const MeshVertex& vertex, int x, int y, int z) {
    const bool is_inside = (x & 15) != 0 && (y & 15) != 0 && (z & 15) != 0;
    return is_inside ? index_inside(vertex, static_cast<std::size_t>(tile_index(x, y, z)))
                     : index_on_border(vertex);
  }

 private:
  std::uint32_t index_inside(const MeshVertex& vertex, std::size_t place) {
    for (std::uint32_t i = heads_[place]; i != 0; i = links_[i - 1 - first_]) {
      if (mesh_.vertices[i - 1].color == vertex.color) return i - 1;
    }
    return append(vertex, heads_[place]);
  }
  std::uint32_t index_on_border(const MeshVertex& vertex) {
    std::size_t slot = start_of(vertex);
    while (slots_[slot] != 0) {
      if (mesh_.vertices[slots_[slot] - 1] == vertex) return slots_[slot] - 1;
      slot = (slot + 1) & (slots_.size() - 1);
    }
    ++border_count_;
    return append(vertex, slots_[slot]);
  }
  /// Puts the new vertex's number into `entry`, with what was there as its link.
  std::uint32_t append(const MeshVertex& vertex, std::uint32_t& entry) {
    links_.push_back(entry);
    mesh_.vertices.push_back(vertex);
    entry = static_cast<std::uint32_t>(mesh_.vertices.size());
    return entry - 1;
  }
  void grow(std::size_t slot_count);
  std::size_t start_of(const MeshVertex& vertex) const {
    const auto pair = [](std::uint32_t a, std::uint32_t b) { return std::uint64_t{a} << 32 | b; };
    std::uint64_t hash = pair(vertex.offset[0], vertex.offset[1]) * 0x9E3779B97F4A7C15;
    hash = (hash ^ hash >> 32) + pair(vertex.offset[2], color_key(vertex.color));
    hash *= 0xD6E8FEB86659FD93;
    return static_cast<std::size_t>(hash ^ hash >> 32) & (slots_.size() - 1);
  }

  QuadMesh& mesh_;
  const Limits& limits_;
  // All numbers are indices + 1, and 0 is nothing.
  std::array<std::uint32_t, kTileVoxels> heads_{};  ///< the latest vertex at a place in the tile
  std::vector<std::uint32_t> links_;  ///< of each vertex since first_: an earlier one at its place
  std::size_t first_ = 0;             ///< vertices there were when the tile began
  std::vector<std::uint32_t> slots_;  ///< a power of two
  std::size_t border_count_ = 0;      ///< of slots_ in use
};

Result<void> VertexTable::enter_tile(std::size_t count) {
  const std::size_t vertices = mesh_.vertices.size() + count;
  if (vertices > kMaxVertices) return too_large(limits_);
  // Both at least double when they grow, so that it happens seldom.
  const std::size_t room = vertices <= mesh_.vertices.capacity()
                               ? mesh_.vertices.capacity()
                               : std::max(vertices, 2 * mesh_.vertices.capacity());
  const std::size_t slots = std::max(slots_.size(), std::bit_ceil(2 * (border_count_ + count)));
  const std::size_t bytes = slots * sizeof(slots_[0]) + room * sizeof(MeshVertex) +
                            mesh_.quads.capacity() * sizeof(mesh_.quads[0]);
  if (static_cast<std::int64_t>(bytes) > limits_.session_bytes) return too_large(limits_);
  mesh_.vertices.reserve(room);
  if (slots > slots_.size()) grow(slots);
  first_ = mesh_.vertices.size();
  links_.clear();
  heads_.fill(0);
  return {};
}

void VertexTable::grow(std::size_t slot_count) {
  const std::vector<std::uint32_t> before =
      std::exchange(slots_, std::vector<std::uint32_t>(slot_count));
  for (const std::uint32_t number : before) {
    if (number == 0) continue;
    std::size_t slot = start_of(mesh_.vertices[number - 1]);
    while (slots_[slot] != 0) slot = (slot + 1) & (slots_.size() - 1);
    slots_[slot] = number;
  }
}

Result<void> check_span(const IBox& bounds) {
  constexpr std::int64_t kMaxSpan = UINT32_MAX;
  const LVec3 size = bounds.size();
  for (int axis = 0; axis < 3; ++axis) {
    if (size[axis] <= kMaxSpan) continue;
    return Error{ErrorCode::LimitExceeded,
                 str_cat("the model reaches from ", "xyz"[axis], " = ", bounds.min[axis], " to ",
                         bounds.max[axis] - 1, "; a mesh spans at most ", kMaxSpan, " voxels")};
  }
  return {};
}

/// Appends the faces of one tile.
void add_tile(QuadMesh& mesh, VertexTable& table, TileCoord coord, const Tile& tile,
              const TileFaces& faces) {
  const LVec3 base = to_long(coord.min_corner()) - mesh.origin;
  for (std::size_t side = 0; side < kSides; ++side) {
    faces[side].for_each([&](int index) {
      const std::array<int, 3> voxel = {index & 15, index >> 4 & 15, index >> 8};
      MeshVertex vertex{{}, tile.at(index)};
      std::array<std::uint32_t, 4> quad;
      for (std::size_t i = 0; i < 4; ++i) {
        const Corner& corner = kCorners[side][i];
        const std::array<int, 3> at = {voxel[0] + corner[0], voxel[1] + corner[1],
                                       voxel[2] + corner[2]};
        vertex.offset = {static_cast<std::uint32_t>(base.x + at[0]),
                         static_cast<std::uint32_t>(base.y + at[1]),
                         static_cast<std::uint32_t>(base.z + at[2])};
        quad[i] = table.index_of(vertex, at[0], at[1], at[2]);
      }
      mesh.quads.push_back(quad);
    });
  }
}

}  // namespace

Result<QuadMesh> mesh_visible_faces(const Volume& volume, const Limits& limits) {
  QuadMesh mesh;
  const IBox bounds = exact_bounds(volume);
  GOXEL_TRY(check_span(bounds));
  mesh.origin = bounds.min;
  const std::int64_t count = visible_face_count(volume);
  if (count > limits.session_bytes / static_cast<std::int64_t>(sizeof(mesh.quads[0]))) {
    return too_large(limits);
  }
  mesh.quads.reserve(static_cast<std::size_t>(count));
  VertexTable table(mesh, limits);
  Result<void> room;
  volume.for_each_tile([&](TileCoord coord, const Tile& tile) {
    if (!room) return;
    const TileFaces faces = visible_faces(volume, coord, tile);
    std::size_t here = 0;
    for (const TileMask& mask : faces) here += static_cast<std::size_t>(mask.count());
    if (here == 0) return;
    room = table.enter_tile(4 * here);
    if (room) add_tile(mesh, table, coord, tile, faces);
  });
  if (!room) return std::move(room).error();
  return mesh;
}

}  // namespace goxel::mesh
