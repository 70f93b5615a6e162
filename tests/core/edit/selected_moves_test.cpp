#include "core/edit/transform.hpp"
#include "tests/core/volume/voxel_model.hpp"
#include "tests/support/catch.hpp"

#include <limits>
#include <vector>

namespace goxel::edit {

namespace {

constexpr Rgba kBlue{0, 0, 255, 255};

/// Colours by which the voxels of the bar are told apart.
Rgba bar_color(std::int32_t x) { return {static_cast<std::uint8_t>(10 + x), 0, 0, 255}; }

/// A selected bar along x, (0, 0, 0) to (4, 0, 0), among unselected blue voxels.
struct SelectedBar {
  Limits limits;
  NoProgress progress;
  Volume volume;
  Volume selection;
  Scope scope{limits, progress, &selection};

  explicit SelectedBar(const std::vector<IVec3>& others) {
    for (std::int32_t x = 0; x < 5; ++x) {
      volume.set({x, 0, 0}, bar_color(x));
      selection.set({x, 0, 0}, {255, 255, 255, 255});
    }
    for (const IVec3 p : others) volume.set(p, kBlue);
  }
};

VoxelModel blue_at(const std::vector<IVec3>& positions) {
  VoxelModel model;
  for (const IVec3 p : positions) model.set(p, kBlue);
  return model;
}

/// The bar along y through x = 2, its first voxel lowest, and what is blue beside it.
VoxelModel upright_bar(const std::vector<IVec3>& others) {
  VoxelModel model = blue_at(others);
  for (std::int32_t i = 0; i < 5; ++i) model.set({2, i - 2, 0}, bar_color(i));
  return model;
}

constexpr IBox kBarBox{{0, 0, 0}, {5, 1, 1}};

}  // namespace

TEST_CASE("a selected bar of five turned by a quarter keeps its five voxels and the rest stays") {
  // Voxel (x, y) comes to (2 - y, x - 2). The first blue one is in the way.
  SelectedBar bar({{2, 1, 0}, {2, 4, 0}, {2, -3, 0}, {9, 0, 0}});
  const VoxelModel expected = upright_bar({{2, 4, 0}, {2, -3, 0}, {9, 0, 0}});
  // Four voxels of the bar go, four come, one takes another colour's place: (2, 0, 0) stays.
  CHECK(rotate_quarters(bar.volume, kBarBox, 2, 1, bar.scope).value() == 8);
  CHECK(VoxelModel::of(bar.volume) == expected);
  check_invariants(bar.volume);
}

TEST_CASE("a selected bar turned freely by right angles goes where it does by quarters") {
  SelectedBar quarter({{2, 1, 0}, {2, 4, 0}, {9, 0, 0}});
  CHECK(rotate(quarter.volume, {2.5, 0.5, 0.5}, 2, 90, quarter.scope).value() == 8);
  CHECK(VoxelModel::of(quarter.volume) == upright_bar({{2, 4, 0}, {9, 0, 0}}));

  // About x = 4 voxel x comes to 7 - x: the bar ends at 3 to 7, on top of what is at 6.
  SelectedBar half({{6, 0, 0}, {8, 0, 0}, {-1, 0, 0}, {0, 1, 0}});
  VoxelModel expected = blue_at({{8, 0, 0}, {-1, 0, 0}, {0, 1, 0}});
  for (std::int32_t x = 0; x < 5; ++x) expected.set({7 - x, 0, 0}, bar_color(x));
  // 0 to 2 are left, 3 to 7 are new.
  CHECK(rotate(half.volume, {4, 0.5, 0.5}, 2, 180, half.scope).value() == 8);
  CHECK(VoxelModel::of(half.volume) == expected);
}

TEST_CASE("a selected bar scaled by two covers forty voxels and the rest stays") {
  SelectedBar bar({{7, 0, 0}, {10, 0, 0}, {0, 2, 0}, {-1, 0, 0}});
  VoxelModel expected = blue_at({{10, 0, 0}, {0, 2, 0}, {-1, 0, 0}});
  VoxelModel::for_each_position({{0, 0, 0}, {10, 2, 2}},
                                [&](IVec3 p) { expected.set(p, bar_color(p.x / 2)); });
  // Of the forty only the first is what it was.
  CHECK(scale(bar.volume, {0, 0, 0}, {2, 2, 2}, bar.scope).value() == 39);
  CHECK(VoxelModel::of(bar.volume) == expected);
}

TEST_CASE("a mirror takes the selected voxels of its box and leaves the others") {
  // In the box 1 to 8 voxel x comes to 9 - x. The bar's voxel 0 is selected but outside of it.
  SelectedBar bar({{7, 0, 0}, {4, 1, 0}, {9, 0, 0}});
  bar.volume.set({8, 1, 0}, bar_color(8));
  bar.selection.set({8, 1, 0}, kBlue);
  VoxelModel expected = blue_at({{4, 1, 0}, {9, 0, 0}});
  expected.set({0, 0, 0}, bar_color(0));
  for (std::int32_t x = 1; x < 5; ++x) expected.set({9 - x, 0, 0}, bar_color(x));
  expected.set({1, 1, 0}, bar_color(8));
  // 1 to 4 go, 5 to 8 come, and one voxel of the next row goes and comes.
  CHECK(mirror(bar.volume, {{1, 0, 0}, {9, 3, 3}}, 0, bar.scope).value() == 10);
  CHECK(VoxelModel::of(bar.volume) == expected);
}

TEST_CASE("a wrap shifts the selected voxels of its box and leaves the others") {
  // In the box 1 to 8, 5 further: 1, 2 and 3 come to 6, 7 and 8, and 4 around the end to 1.
  SelectedBar bar({{5, 0, 0}, {7, 0, 0}, {9, 0, 0}});
  VoxelModel expected = blue_at({{5, 0, 0}, {9, 0, 0}});
  expected.set({0, 0, 0}, bar_color(0));
  for (std::int32_t x = 1; x < 4; ++x) expected.set({x + 5, 0, 0}, bar_color(x));
  expected.set({1, 0, 0}, bar_color(4));
  // 2 to 4 go, 6 and 8 are new, 1 and 7 have other colours.
  CHECK(wrap(bar.volume, {{1, 0, 0}, {9, 3, 3}}, 0, 5, bar.scope).value() == 7);
  CHECK(VoxelModel::of(bar.volume) == expected);
}

TEST_CASE("moved voxels that let light through are blended over what is there") {
  SelectedBar bar({{2, 1, 0}});
  bar.volume.set({3, 0, 0}, {255, 0, 0, 51});
  CHECK(rotate_quarters(bar.volume, kBarBox, 2, 1, bar.scope).value() == 8);
  // A fifth of red on four fifths of blue.
  CHECK(bar.volume.at({2, 1, 0}) == Rgba{51, 0, 204, 255});
  CHECK(bar.volume.voxel_count() == 5);
}

TEST_CASE("only voxels that move can leave space; then everything stays, storage and all") {
  constexpr std::int32_t kMin = std::numeric_limits<std::int32_t>::min();
  SelectedBar bar({{kMin, 9, 0}});
  // The blue voxel would come to y = kMin - 2.
  CHECK(rotate_quarters(bar.volume, kBarBox, 2, 1, bar.scope).value() == 8);
  bar.selection.set({kMin, 9, 0}, kBlue);
  const Volume before = bar.volume;
  CHECK(rotate_quarters(bar.volume, kBarBox, 2, 1, bar.scope).error().code ==
        ErrorCode::LimitExceeded);
  CHECK(bar.volume.shares_storage_with(before));
}

TEST_CASE("a selection of nothing in the volume moves nothing") {
  SelectedBar bar({});
  bar.selection = {};
  bar.selection.set({20, 20, 20}, kBlue);
  const Volume before = bar.volume;
  CHECK(rotate_quarters(bar.volume, kBarBox, 2, 1, bar.scope).value() == 0);
  CHECK(rotate(bar.volume, {0, 0, 0}, 2, 33, bar.scope).value() == 0);
  CHECK(scale(bar.volume, {0, 0, 0}, {2, 2, 2}, bar.scope).value() == 0);
  CHECK(mirror(bar.volume, kBarBox, 0, bar.scope).value() == 0);
  CHECK(translate(bar.volume, {1, 0, 0}, bar.scope).value() == 0);
  CHECK(bar.volume.shares_storage_with(before));
}

TEST_CASE("the limit of a resampled image counts what is selected") {
  std::vector<IVec3> far;
  for (std::int32_t i = 1; i <= 10; ++i) far.push_back({1000 * i, 0, 0});
  SelectedBar bar(far);
  // The image of one tile touches up to four on each axis, with room for rounding.
  bar.limits.voxels_per_edit = 64 * kTileVoxels;
  const Volume before = bar.volume;
  const Scope whole{bar.limits, bar.progress, nullptr};
  CHECK(scale(bar.volume, {0, 0, 0}, {2, 2, 2}, whole).error().code == ErrorCode::LimitExceeded);
  CHECK(scale(bar.volume, {0, 0, 0}, {50, 1, 1}, bar.scope).error().code ==
        ErrorCode::LimitExceeded);
  CHECK(bar.volume.shares_storage_with(before));
  CHECK(scale(bar.volume, {0, 0, 0}, {2, 2, 2}, bar.scope).is_ok());
}

}  // namespace goxel::edit
