#include "core/mesh/faces.hpp"
#include "core/mesh/quad_mesh.hpp"
#include "tests/core/volume/voxel_model.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <set>

namespace goxel::mesh {

namespace {

constexpr Rgba kRed{255, 0, 0, 255};
constexpr Rgba kBlue{0, 0, 255, 255};
/// The directions of the sides, in the order of Side.
constexpr std::array<IVec3, kSides> kNormals = {
    {{-1, 0, 0}, {1, 0, 0}, {0, -1, 0}, {0, 1, 0}, {0, 0, -1}, {0, 0, 1}}};

Volume filled(const IBox& box, Rgba color) {
  Volume volume;
  VolumeWriter writer(volume);
  VoxelModel::for_each_position(box, [&](IVec3 p) { writer.set(p, color); });
  writer.flush();
  return volume;
}

QuadMesh mesh_of(const Volume& volume) {
  auto mesh = mesh_visible_faces(volume, Limits{});
  if (!mesh) FAIL(mesh.error().message);
  return std::move(*mesh);
}

LVec3 corner(const QuadMesh& mesh, const std::array<std::uint32_t, 4>& quad, std::size_t i) {
  return mesh.position(mesh.vertices[quad[i]]);
}

LVec3 cross_product(LVec3 a, LVec3 b) {
  return {a.y * b.z - a.z * b.y, a.z * b.x - a.x * b.z, a.x * b.y - a.y * b.x};
}

/// A face as its voxel, direction and colour.
using PlainFace = std::tuple<std::int64_t, std::int64_t, std::int64_t, std::size_t, std::uint32_t>;

/// The voxel behind a quad, found from its winding: only right when that is counter-clockwise from
/// outside.
PlainFace plain_face(const QuadMesh& mesh, const std::array<std::uint32_t, 4>& quad) {
  const LVec3 first = corner(mesh, quad, 0);
  const LVec3 normal =
      cross_product(corner(mesh, quad, 1) - first, corner(mesh, quad, 2) - corner(mesh, quad, 1));
  // The fourth corner completes a square.
  CHECK(corner(mesh, quad, 3) == first + corner(mesh, quad, 2) - corner(mesh, quad, 1));
  LVec3 low = first;
  for (std::size_t i = 1; i < 4; ++i) {
    const LVec3 p = corner(mesh, quad, i);
    CHECK(mesh.vertices[quad[i]].color == mesh.vertices[quad[0]].color);
    low = {std::min(low.x, p.x), std::min(low.y, p.y), std::min(low.z, p.z)};
  }
  for (std::size_t side = 0; side < kSides; ++side) {
    if (to_long(kNormals[side]) != normal) continue;
    // The voxel lies behind the face.
    if (side % 2 == 1) low = low - normal;
    return {low.x, low.y, low.z, side, color_key(mesh.vertices[quad[0]].color)};
  }
  FAIL("no unit square along an axis");
  return {};
}

/// By looking at each voxel's six neighbours.
std::multiset<PlainFace> plain_faces(const Volume& volume) {
  std::multiset<PlainFace> faces;
  volume.for_each_voxel([&](IVec3 p, Rgba color) {
    for (std::size_t side = 0; side < kSides; ++side) {
      const LVec3 next = to_long(p) + to_long(kNormals[side]);
      if (is_voxel_position(next) && !volume.at(to_voxel(next)).is_empty()) continue;
      faces.insert({p.x, p.y, p.z, side, color_key(color)});
    }
  });
  return faces;
}

void check_mesh(const Volume& volume) {
  const QuadMesh mesh = mesh_of(volume);
  std::multiset<PlainFace> found;
  for (const auto& quad : mesh.quads) found.insert(plain_face(mesh, quad));
  CHECK(found == plain_faces(volume));
  CHECK(visible_face_count(volume) == static_cast<std::int64_t>(found.size()));
  std::set<std::tuple<std::uint32_t, std::uint32_t, std::uint32_t, std::uint32_t>> unique;
  for (const MeshVertex& v : mesh.vertices)
    unique.insert({v.offset[0], v.offset[1], v.offset[2], color_key(v.color)});
  CHECK(unique.size() == mesh.vertices.size());
}

}  // namespace

TEST_CASE("one voxel has six faces and eight vertices") {
  Volume volume;
  volume.set({-3, 20, 5}, kRed);
  const QuadMesh mesh = mesh_of(volume);
  CHECK(mesh.quads.size() == 6);
  CHECK(mesh.vertices.size() == 8);
  CHECK(mesh.origin == LVec3{-3, 20, 5});
  check_mesh(volume);
}

TEST_CASE("voxels that touch hide their faces between them, within a tile and across tiles") {
  for (const IVec3 at : {IVec3{4, 4, 4}, IVec3{15, 15, 15}, IVec3{-1, -1, -1}}) {
    for (const IVec3 step : {IVec3{1, 0, 0}, IVec3{0, 1, 0}, IVec3{0, 0, 1}}) {
      Volume volume;
      volume.set(at, kRed);
      volume.set(at + step, kRed);
      CHECK(mesh_of(volume).quads.size() == 10);
      CHECK(mesh_of(volume).vertices.size() == 12);
      // Of two colours the four corners between them are two vertices each.
      volume.set(at + step, kBlue);
      CHECK(mesh_of(volume).quads.size() == 10);
      CHECK(mesh_of(volume).vertices.size() == 16);
      check_mesh(volume);
    }
  }
}

TEST_CASE("a solid box shows its surface alone") {
  // 20 x 18 x 33 voxels over several tiles.
  const Volume volume = filled({{-5, 3, -17}, {15, 21, 16}}, kRed);
  const QuadMesh mesh = mesh_of(volume);
  CHECK(mesh.quads.size() == 2 * (20 * 18 + 18 * 33 + 20 * 33));
  // Corners of the box's grid that are not inside.
  CHECK(mesh.vertices.size() == 21 * 19 * 34 - 19 * 17 * 32);
  check_mesh(volume);
}

TEST_CASE("an empty volume has no faces") {
  CHECK(mesh_of(Volume()).quads.empty());
  CHECK(mesh_of(Volume()).vertices.empty());
}

TEST_CASE("random volumes show the faces that a look at each neighbour finds") {
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    std::uint64_t state = seed * 0x9E3779B97F4A7C15;
    const auto next = [&] { return state = state * 6364136223846793005 + 1442695040888963407; };
    Volume volume;
    VolumeWriter writer(volume);
    VoxelModel::for_each_position({{-18, -2, 10}, {18, 20, 36}}, [&](IVec3 p) {
      const auto bits = static_cast<std::uint32_t>(next() >> 40);
      if (bits % 3 != 0) writer.set(p, {static_cast<std::uint8_t>(bits >> 8 & 1), 0, 0, 255});
    });
    writer.flush();
    CAPTURE(seed);
    check_mesh(volume);
  }
}

TEST_CASE("faces are found at the ends of the coordinates") {
  constexpr std::int32_t kMax = INT32_MAX;
  Volume volume;
  volume.set({kMax, kMax, kMax}, kRed);
  check_mesh(volume);
  volume = Volume();
  volume.set({INT32_MIN, INT32_MIN, INT32_MIN}, kRed);
  check_mesh(volume);
  // One voxel less than all of an axis is the most that a mesh spans.
  volume.set({kMax - 1, 0, 0}, kRed);
  check_mesh(volume);
  volume.set({kMax, 0, 0}, kRed);
  const auto mesh = mesh_visible_faces(volume, Limits{});
  REQUIRE_FALSE(mesh.is_ok());
  CHECK(mesh.error().code == ErrorCode::LimitExceeded);
  CHECK(mesh.error().message ==
        "the model reaches from x = -2147483648 to 2147483647; a mesh spans at most 4294967295 "
        "voxels");
}

TEST_CASE("the mesh does not depend on how the volume came to be") {
  const Volume there = filled({{-5, -5, -5}, {40, 6, 6}}, kRed);
  Volume back;
  for (int x = 39; x >= -5; --x) {
    VoxelModel::for_each_position({{x, -5, -5}, {x + 1, 6, 6}},
                                  [&](IVec3 p) { back.set(p, kRed); });
  }
  const QuadMesh a = mesh_of(there);
  const QuadMesh b = mesh_of(back);
  CHECK(a.quads == b.quads);
  CHECK(a.vertices == b.vertices);
}

TEST_CASE("a mesh larger than a session may be is refused before it is made") {
  const Volume volume = filled({{0, 0, 0}, {16, 16, 16}}, kRed);
  Limits limits;
  // 1,536 quads of 16 bytes alone.
  limits.session_bytes = 1'536 * 16 - 1;
  CHECK(mesh_visible_faces(volume, limits).error().code == ErrorCode::LimitExceeded);
  // Room for four vertices of 16 bytes a quad, and for each of them two slots of 4 bytes, rounded
  // up to a power of two.
  limits.session_bytes = 1'536 * 16 + 1'536 * 4 * 16 + 16'384 * 4;
  CHECK(mesh_visible_faces(volume, limits).is_ok());
  --limits.session_bytes;
  CHECK(mesh_visible_faces(volume, limits).error().code == ErrorCode::LimitExceeded);
}

}  // namespace goxel::mesh
