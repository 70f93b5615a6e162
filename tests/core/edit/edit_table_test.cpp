#include "core/edit/clipboard.hpp"
#include "core/edit/cut_plane.hpp"
#include "core/edit/extrude.hpp"
#include "core/edit/flood_fill.hpp"
#include "core/edit/select.hpp"
#include "core/volume/voxel.hpp"
#include "tests/core/volume/voxel_model.hpp"
#include "tests/support/catch.hpp"

#include <vector>

/// Small edits with every voxel that they leave written out.
namespace goxel::edit {

namespace {

constexpr Rgba kRed{255, 0, 0, 255};
constexpr Rgba kGreen{0, 255, 0, 255};
constexpr Rgba kBlue{0, 0, 255, 255};
constexpr Rgba kWhite{255, 255, 255, 255};

struct Fixture {
  Limits limits;
  NoProgress progress;
  Scope scope{limits, progress, nullptr};
};

Volume volume_of(const std::vector<Voxel>& voxels) {
  Volume volume;
  for (const Voxel& voxel : voxels) volume.set(voxel.position, voxel.color);
  return volume;
}
Volume volume_of(Rgba color, const std::vector<IVec3>& positions) {
  Volume volume;
  for (const IVec3 p : positions) volume.set(p, color);
  return volume;
}

/// The volume holds these voxels and no others.
void check_voxels(const Volume& volume, const std::vector<Voxel>& voxels) {
  VoxelModel expected;
  for (const Voxel& voxel : voxels) expected.set(voxel.position, voxel.color);
  CHECK(VoxelModel::of(volume) == expected);
}
void check_voxels(const Volume& volume, Rgba color, const std::vector<IVec3>& positions) {
  VoxelModel expected;
  for (const IVec3 p : positions) expected.set(p, color);
  CHECK(VoxelModel::of(volume) == expected);
}

/// An L of three voxels, flat across the axis of a face, its corner first.
struct Flat {
  int face;
  IVec3 normal;
  std::vector<IVec3> cells;
  std::vector<IVec3> grown;  ///< what two more layers of it add
};
const std::vector<Flat>& flats() {
  static const std::vector<Flat> kFlats = {
      {0,
       {0, -1, 0},
       {{0, 0, 0}, {1, 0, 0}, {0, 0, 1}},
       {{0, -1, 0}, {1, -1, 0}, {0, -1, 1}, {0, -2, 0}, {1, -2, 0}, {0, -2, 1}}},
      {1,
       {0, 1, 0},
       {{0, 0, 0}, {1, 0, 0}, {0, 0, 1}},
       {{0, 1, 0}, {1, 1, 0}, {0, 1, 1}, {0, 2, 0}, {1, 2, 0}, {0, 2, 1}}},
      {2,
       {0, 0, -1},
       {{0, 0, 0}, {1, 0, 0}, {0, 1, 0}},
       {{0, 0, -1}, {1, 0, -1}, {0, 1, -1}, {0, 0, -2}, {1, 0, -2}, {0, 1, -2}}},
      {3,
       {0, 0, 1},
       {{0, 0, 0}, {1, 0, 0}, {0, 1, 0}},
       {{0, 0, 1}, {1, 0, 1}, {0, 1, 1}, {0, 0, 2}, {1, 0, 2}, {0, 1, 2}}},
      {4,
       {1, 0, 0},
       {{0, 0, 0}, {0, 1, 0}, {0, 0, 1}},
       {{1, 0, 0}, {1, 1, 0}, {1, 0, 1}, {2, 0, 0}, {2, 1, 0}, {2, 0, 1}}},
      {5,
       {-1, 0, 0},
       {{0, 0, 0}, {0, 1, 0}, {0, 0, 1}},
       {{-1, 0, 0}, {-1, 1, 0}, {-1, 0, 1}, {-2, 0, 0}, {-2, 1, 0}, {-2, 0, 1}}},
  };
  return kFlats;
}

}  // namespace

TEST_CASE("a fill by edges goes round edges and stops at corners") {
  // From (15, 15, 15): (16, 16, 15) and (16, 17, 16) by edges; (17, 18, 17) only by a corner.
  const Volume before =
      volume_of(kRed, {{15, 15, 15}, {16, 16, 15}, {16, 17, 16}, {17, 18, 17}, {30, 15, 15}});
  Fixture f;
  FloodFillOptions options;
  options.start = {15, 15, 15};
  options.color = kBlue;
  options.connectivity = Connectivity::Edges;
  Volume by_edges = before;
  CHECK(flood_fill(by_edges, options, f.scope).value() == 3);
  check_voxels(by_edges, {{{15, 15, 15}, kBlue},
                          {{16, 16, 15}, kBlue},
                          {{16, 17, 16}, kBlue},
                          {{17, 18, 17}, kRed},
                          {{30, 15, 15}, kRed}});
  Volume by_faces = before;
  options.connectivity = Connectivity::Faces;
  CHECK(flood_fill(by_faces, options, f.scope).value() == 1);
  Volume by_corners = before;
  options.connectivity = Connectivity::Corners;
  CHECK(flood_fill(by_corners, options, f.scope).value() == 4);
}

TEST_CASE("a fill by edges takes the colours within the tolerance of where it starts") {
  Volume volume = volume_of({{{0, 0, 0}, {100, 0, 0, 255}},
                             {{1, 1, 0}, {110, 0, 0, 255}},
                             {{2, 1, 1}, {111, 0, 0, 255}},
                             {{2, 2, 0}, {100, 0, 10, 245}}});
  Fixture f;
  FloodFillOptions options;
  options.color = kGreen;
  options.tolerance = 10;
  options.connectivity = Connectivity::Edges;
  CHECK(flood_fill(volume, options, f.scope).value() == 3);
  check_voxels(volume, {{{0, 0, 0}, kGreen},
                        {{1, 1, 0}, kGreen},
                        {{2, 1, 1}, {111, 0, 0, 255}},
                        {{2, 2, 0}, kGreen}});
}

TEST_CASE("a fill by edges of empty cells gets through where two walls meet at an edge") {
  // A box of 2 x 2 x 1 with walls on one diagonal: the two empty cells share an edge alone.
  Volume volume = volume_of(kRed, {{-1, -1, 0}, {0, 0, 0}});
  Fixture f;
  FloodFillOptions options;
  options.start = {0, -1, 0};
  options.color = kBlue;
  options.box = {{-1, -1, 0}, {1, 1, 1}};
  Volume by_faces = volume;
  CHECK(flood_fill(by_faces, options, f.scope).value() == 1);
  check_voxels(by_faces, {{{-1, -1, 0}, kRed}, {{0, 0, 0}, kRed}, {{0, -1, 0}, kBlue}});
  options.connectivity = Connectivity::Edges;
  CHECK(flood_fill(volume, options, f.scope).value() == 2);
  check_voxels(volume,
               {{{-1, -1, 0}, kRed}, {{0, 0, 0}, kRed}, {{0, -1, 0}, kBlue}, {{-1, 0, 0}, kBlue}});
}

TEST_CASE("each face extrudes its plane by two along its own normal") {
  for (const Flat& flat : flats()) {
    CAPTURE(flat.face);
    Volume volume = volume_of(kRed, flat.cells);
    std::vector<IVec3> expected = flat.cells;
    expected.insert(expected.end(), flat.grown.begin(), flat.grown.end());
    Fixture f;
    CHECK(extrude(volume, {{0, 0, 0}, flat.face, 2}, f.scope).value() == 6);
    check_voxels(volume, kRed, expected);
  }
}

TEST_CASE("each face takes away its layer, and leaves what is covered or lies behind") {
  for (const Flat& flat : flats()) {
    CAPTURE(flat.face);
    Volume volume = volume_of(kRed, flat.cells);
    const IVec3 covered = flat.cells[1];
    const IVec3 cover = covered + flat.normal;
    const IVec3 behind = flat.cells[2] - flat.normal;
    volume.set(cover, kBlue);
    volume.set(behind, kBlue);
    Fixture f;
    CHECK(extrude(volume, {{0, 0, 0}, flat.face, -1}, f.scope).value() == 2);
    check_voxels(volume, {{covered, kRed}, {cover, kBlue}, {behind, kBlue}});
  }
}

TEST_CASE("a plane across x or y cuts the centres on its side and keeps those on it") {
  const Volume cross =
      volume_of(kRed, {{-2, 0, 0}, {-1, 0, 0}, {0, 0, 0}, {1, 0, 0}, {0, -1, 0}, {0, 1, 0}});
  struct Cut {
    DVec3 point;
    DVec3 normal;
    PlaneSide side;
    std::vector<IVec3> left;
  };
  const std::vector<Cut> cuts = {
      // Through the centres of x = -1: those stay on either side.
      {{-0.5, 7, 9}, {1, 0, 0}, PlaneSide::Above, {{-2, 0, 0}, {-1, 0, 0}}},
      {{-0.5, 7, 9},
       {1, 0, 0},
       PlaneSide::Below,
       {{-1, 0, 0}, {0, 0, 0}, {1, 0, 0}, {0, -1, 0}, {0, 1, 0}}},
      // Between x = 0 and x = 1, with the normal towards lower x.
      {{1, 0, 0}, {-3, 0, 0}, PlaneSide::Above, {{1, 0, 0}}},
      // Between y = 0 and y = 1.
      {{5, 1, 5}, {0, 2, 0}, PlaneSide::Below, {{0, 1, 0}}},
      {{5, 0.5, 5},
       {0, -1, 0},
       PlaneSide::Below,
       {{-2, 0, 0}, {-1, 0, 0}, {0, 0, 0}, {1, 0, 0}, {0, -1, 0}}},
  };
  for (std::size_t i = 0; i < cuts.size(); ++i) {
    CAPTURE(i);
    const Cut& cut = cuts[i];
    Fixture f;
    Volume volume = cross;
    CHECK(cut_plane(volume, cut.point, cut.normal, cut.side, f.scope).value() ==
          6 - std::int64_t(cut.left.size()));
    check_voxels(volume, kRed, cut.left);
  }
}

TEST_CASE("a box adds to a selection and takes from it what the layer has there") {
  const Volume layer = volume_of(kRed, {{14, 0, 0}, {15, 0, 0}, {16, 0, 0}, {17, 0, 0}});
  Volume selection = volume_of(kWhite, {{14, 0, 0}, {50, 0, 0}});
  CHECK(select_box(selection, layer, {{16, 0, 0}, {20, 9, 9}}, SelectOp::Add) == 4);
  check_voxels(selection, kWhite, {{14, 0, 0}, {16, 0, 0}, {17, 0, 0}, {50, 0, 0}});
  // (50, 0, 0) is in the box but not in the layer.
  CHECK(select_box(selection, layer, {{15, 0, 0}, {60, 1, 1}}, SelectOp::Sub) == 2);
  check_voxels(selection, kWhite, {{14, 0, 0}, {50, 0, 0}});
  CHECK(select_box(selection, layer, {{14, 0, 0}, {16, 1, 1}}, SelectOp::Set) == 2);
  check_voxels(selection, kWhite, {{14, 0, 0}, {15, 0, 0}});
}

TEST_CASE("a colour adds to a selection and takes from it the voxels of about that colour") {
  const Volume layer = volume_of({{{0, 0, 0}, {100, 50, 0, 255}},
                                  {{1, 0, 0}, {103, 47, 0, 255}},
                                  {{2, 0, 0}, {104, 50, 0, 255}},
                                  {{3, 0, 0}, {100, 50, 0, 251}},
                                  {{-9, 0, 0}, {100, 50, 3, 252}}});
  Volume selection = volume_of(kWhite, {{2, 0, 0}});
  CHECK(select_color(selection, layer, {100, 50, 0, 255}, 3, SelectOp::Add) == 4);
  check_voxels(selection, kWhite, {{0, 0, 0}, {1, 0, 0}, {2, 0, 0}, {-9, 0, 0}});
  CHECK(select_color(selection, layer, {104, 50, 0, 255}, 3, SelectOp::Sub) == 2);
  check_voxels(selection, kWhite, {{0, 0, 0}, {-9, 0, 0}});
  CHECK(select_color(selection, layer, {100, 50, 0, 251}, 0, SelectOp::Add) == 3);
  check_voxels(selection, kWhite, {{0, 0, 0}, {3, 0, 0}, {-9, 0, 0}});
}

TEST_CASE("pasting with sub takes alpha away, with max it takes the colour and the larger alpha") {
  const Volume before = volume_of({{{0, 0, 0}, {10, 20, 30, 200}},
                                   {{1, 0, 0}, {10, 20, 30, 100}},
                                   {{2, 0, 0}, {10, 20, 30, 255}}});
  // Moved by (1, -3, 0) they come onto 0, 1 and 3.
  const Clipboard clipboard{volume_of({{{-1, 3, 0}, {90, 80, 70, 50}},
                                       {{0, 3, 0}, {90, 80, 70, 150}},
                                       {{2, 3, 0}, {90, 80, 70, 60}}})};
  Fixture f;
  Volume less = before;
  CHECK(paste(less, clipboard, {1, -3, 0}, BlendMode::Sub, f.scope).value() == 2);
  check_voxels(less, {{{0, 0, 0}, {10, 20, 30, 150}}, {{2, 0, 0}, {10, 20, 30, 255}}});
  Volume more = before;
  CHECK(paste(more, clipboard, {1, -3, 0}, BlendMode::Max, f.scope).value() == 3);
  check_voxels(more, {{{0, 0, 0}, {90, 80, 70, 200}},
                      {{1, 0, 0}, {90, 80, 70, 150}},
                      {{2, 0, 0}, {10, 20, 30, 255}},
                      {{3, 0, 0}, {90, 80, 70, 60}}});
}

}  // namespace goxel::edit
