#include "core/volume/transform.hpp"

#include "core/volume/bounds.hpp"
#include "core/volume/connected.hpp"
#include "tests/core/volume/voxel_model.hpp"
#include "tests/support/catch.hpp"

#include <limits>

namespace goxel {

namespace {
constexpr Rgba kRed{255, 0, 0, 255};
}

TEST_CASE("a quarter turn about z takes +x to +y within the box") {
  Volume volume;
  volume.set({2, 0, 0}, kRed);
  const IBox box{{0, 0, 0}, {3, 3, 3}};
  CHECK(mapped(volume, quarter_turns_in_box(box, 2, 1)).value().at({2, 2, 0}) == kRed);
  CHECK(mapped(volume, quarter_turns_in_box(box, 2, 2)).value().at({0, 2, 0}) == kRed);
  CHECK(mapped(volume, quarter_turns_in_box(box, 2, 3)).value().at({0, 0, 0}) == kRed);
  CHECK(mapped(volume, quarter_turns_in_box(box, 2, -1)).value().at({0, 0, 0}) == kRed);
}

TEST_CASE("four quarter turns in a box of even difference give the volume back") {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    INFO("seed " << seed);
    Random random(seed);
    Volume volume;
    for (int i = 0; i < 100; ++i) volume.set(random.position(20), random.color());
    const IBox box{{-21, -20, -19}, {21, 20, 19}};
    const int axis = random.between(0, 2);
    Volume turned = volume;
    for (int i = 0; i < 4; ++i) {
      turned =
          mapped(turned, quarter_turns_in_box({{-20, -20, -20}, {20, 20, 20}}, axis, 1)).value();
    }
    CHECK(turned == volume);
    CHECK(mapped(mapped(volume, mirror_in_box(box, axis)).value(), mirror_in_box(box, axis))
              .value() == volume);
  }
}

TEST_CASE("moves agree with moving each voxel, by whole tiles too") {
  Random random(3);
  Volume volume;
  for (int i = 0; i < 200; ++i) volume.set(random.position(40), random.color());
  for (const LVec3 offset : {LVec3{16, -32, 48}, LVec3{1, 2, -3}, LVec3{0, 0, 0}}) {
    GridMap map;
    map.offset = offset;
    VoxelModel expected;
    volume.for_each_voxel([&](IVec3 p, Rgba c) { expected.set(to_voxel(to_long(p) + offset), c); });
    CHECK(VoxelModel::of(mapped(volume, map).value()) == expected);
  }
}

TEST_CASE("a move to the end of space works and one past it fails") {
  Volume volume;
  volume.set({0, 0, 0}, kRed);
  GridMap map;
  map.offset.x = std::numeric_limits<std::int32_t>::max();
  CHECK(mapped(volume, map).value().voxel_count() == 1);
  map.offset.x += 1;
  CHECK(mapped(volume, map).error().code == ErrorCode::LimitExceeded);
}

TEST_CASE("resampling at twice the size doubles every voxel, at half the size keeps one of eight") {
  Volume volume;
  volume.set({0, 0, 0}, kRed);
  volume.set({-1, 0, 0}, {0, 0, 255, 255});
  NoProgress progress;
  const Axes twice{{2, 0, 0}, {0, 2, 0}, {0, 0, 2}};
  const Volume doubled = resampled(volume, affine_about({0, 0, 0}, twice), {}, progress).value();
  CHECK(doubled.voxel_count() == 16);
  CHECK(exact_bounds(doubled) == IBox{{-2, 0, 0}, {2, 2, 2}});
  CHECK(doubled.at({-1, 1, 1}) == Rgba{0, 0, 255, 255});
  const Axes half{{0.5, 0, 0}, {0, 0.5, 0}, {0, 0, 0.5}};
  CHECK(resampled(doubled, affine_about({0, 0, 0}, half), {}, progress).value() == volume);
}

TEST_CASE("resampling by a right angle is the exact quarter turn") {
  Random random(5);
  Volume volume;
  for (int i = 0; i < 300; ++i) volume.set(random.position(15), random.color());
  NoProgress progress;
  const auto turned =
      resampled(volume, affine_about({0, 0, 0}, rotation_about(1, 90)), {}, progress);
  CHECK(turned.value() ==
        mapped(volume, quarter_turns_in_box({{-16, -16, -16}, {16, 16, 16}}, 1, 1)).value());
}

TEST_CASE("resampling past its tile limit fails before the work") {
  Volume volume;
  volume.set({0, 0, 0}, kRed);
  NoProgress progress;
  ResampleOptions options;
  options.max_tiles = 1000;
  const Axes huge{{1e6, 0, 0}, {0, 1e6, 0}, {0, 0, 1e6}};
  CHECK(resampled(volume, {huge, {}}, options, progress).error().code == ErrorCode::LimitExceeded);
  CHECK(resampled(volume, {{{0, 0, 0}, {0, 0, 0}, {0, 0, 0}}, {}}, options, progress)
            .value()
            .is_empty());
}

TEST_CASE("a flood follows faces, edges or corners as asked, and fails past its limit") {
  Volume volume;
  for (const IVec3 p : {IVec3{0, 0, 0}, IVec3{1, 0, 0}, IVec3{2, 1, 0}, IVec3{3, 2, 1}})
    volume.set(p, kRed);
  const auto accept = [&](IVec3, IVec3 to) { return !volume.at(to).is_empty(); };
  NoProgress progress;
  const auto reached = [&](Connectivity connectivity, std::int64_t max_voxels) {
    FloodOptions options;
    options.connectivity = connectivity;
    options.max_voxels = max_voxels;
    VoxelSet set;
    return flood(set, {0, 0, 0}, options, progress, accept);
  };
  CHECK(reached(Connectivity::Faces, 100).value() == 2);
  CHECK(reached(Connectivity::Edges, 100).value() == 3);
  CHECK(reached(Connectivity::Corners, 4).value() == 4);
  CHECK(reached(Connectivity::Corners, 3).error().code == ErrorCode::LimitExceeded);
}

}  // namespace goxel
