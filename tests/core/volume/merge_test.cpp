#include "core/volume/merge.hpp"

#include "core/volume/diff.hpp"
#include "tests/core/volume/voxel_model.hpp"
#include "tests/support/catch.hpp"

namespace goxel {

TEST_CASE("each blend mode follows the editor's integer arithmetic") {
  struct Row {
    BlendMode mode;
    Rgba a, b, expected;
  };
  const Rgba a{200, 100, 50, 200};
  const Rgba b{10, 20, 30, 100};
  const auto row = GENERATE_COPY(values<Row>({
      // 255*10*100 + 200*200*155 = 6455000; divisor 255*100 + 200*155 = 56500; alpha 100 +
      // 31000/255 = 221
      {BlendMode::Over, a, b, {114, 63, 40, 221}},
      {BlendMode::Over, kEmpty, b, {10, 20, 30, 100}},
      {BlendMode::Over, a, {10, 20, 30, 255}, {10, 20, 30, 255}},
      {BlendMode::Over, a, {10, 20, 30, 0}, a},
      {BlendMode::Sub, a, b, {200, 100, 50, 100}},
      {BlendMode::Sub, b, a, kEmpty},
      {BlendMode::SubClamp, a, b, {200, 100, 50, 155}},
      {BlendMode::SubClamp, a, {0, 0, 0, 255}, kEmpty},
      // t = 100/255: 200 + t * -190 = 125.49; 100 + t * -80 = 68.6; 50 + t * -20 = 42.2
      {BlendMode::Paint, a, b, {125, 68, 42, 200}},
      {BlendMode::Paint, kEmpty, b, kEmpty},
      {BlendMode::Max, a, b, {10, 20, 30, 200}},
      {BlendMode::Max, b, a, {200, 100, 50, 200}},
      {BlendMode::Intersect, a, b, {200, 100, 50, 100}},
      {BlendMode::Intersect, a, kEmpty, kEmpty},
      {BlendMode::IntersectFill, a, b, {10, 20, 30, 100}},
      {BlendMode::IntersectFill, kEmpty, b, kEmpty},
      // 200*100/255 = 78.4; 39.2; 19.6; 200*100/255 = 78.4
      {BlendMode::MultiplyAlpha, a, b, {78, 39, 19, 78}},
      {BlendMode::Replace, a, b, b},
      {BlendMode::Replace, a, {1, 2, 3, 0}, kEmpty},
  }));
  INFO("mode " << blend_mode_name(row.mode));
  CHECK(blend(row.a, row.b, row.mode) == row.expected);
}

TEST_CASE("max does not recolour voxels where the source is empty") {
  Volume destination;
  destination.set({0, 0, 0}, {1, 2, 3, 255});
  Volume source;
  source.set({1, 0, 0}, {255, 255, 255, 255});
  merge(destination, source, BlendMode::Max);
  CHECK(destination.at({0, 0, 0}) == Rgba{1, 2, 3, 255});
  CHECK(destination.at({1, 0, 0}) == Rgba{255, 255, 255, 255});
}

TEST_CASE("a volume can be merged into itself in every mode") {
  const auto number = GENERATE(range(0, 9));
  Random random(7);
  Volume volume;
  for (int i = 0; i < 300; ++i) volume.set(random.position(40), random.color());
  const VoxelModel before = VoxelModel::of(volume);
  merge(volume, volume, static_cast<BlendMode>(number));
  check_invariants(volume);
  VoxelModel expected;
  for (const auto& [key, color] : before.voxels) {
    const auto [x, y, z] = key;
    expected.set({x, y, z}, blend(color, color, static_cast<BlendMode>(number)));
  }
  CHECK(VoxelModel::of(volume) == expected);
}

TEST_CASE("merging random volumes agrees with blending each voxel, in every mode") {
  for (std::uint64_t seed = 1; seed <= 36; ++seed) {
    INFO("seed " << seed);
    Random random(seed);
    Volume a;
    Volume b;
    for (int i = 0; i < 200; ++i) {
      a.set(random.position(20), random.color());
      b.set(random.position(20), random.color());
    }
    if (random.one_in(2)) b.set_tile({0, 0, 0}, CowPtr<Tile>::make(random.color()));
    if (random.one_in(2)) a.set_tile({0, 0, 0}, CowPtr<Tile>::make(random.color()));
    const auto mode = static_cast<BlendMode>(seed % 9);
    VoxelModel expected;
    VoxelModel::for_each_position({{-20, -20, -20}, {21, 21, 21}},
                                  [&](IVec3 p) { expected.set(p, blend(a.at(p), b.at(p), mode)); });
    const Volume before = a;
    merge(a, b, mode);
    check_invariants(a);
    const VoxelModel result = VoxelModel::of(a);
    CHECK(result == expected);
    CHECK(count_changed(before, a) == VoxelModel::differences(VoxelModel::of(before), result));
  }
}

TEST_CASE("a change restricted to a mask leaves everything outside it as it was") {
  for (std::uint64_t seed = 1; seed <= 8; ++seed) {
    INFO("seed " << seed);
    Random random(seed);
    Volume before;
    Volume mask;
    for (int i = 0; i < 300; ++i) before.set(random.position(20), random.color());
    for (int i = 0; i < 300; ++i) mask.set(random.position(20), random.color());
    Volume after = before;
    for (int i = 0; i < 300; ++i) {
      after.set(random.position(20), random.one_in(3) ? kEmpty : random.color());
    }
    VoxelModel expected;
    VoxelModel::for_each_position({{-20, -20, -20}, {21, 21, 21}}, [&](IVec3 p) {
      expected.set(p, mask.at(p).is_empty() ? before.at(p) : after.at(p));
    });
    restrict_change(before, after, mask);
    check_invariants(after);
    CHECK(VoxelModel::of(after) == expected);
  }
}

TEST_CASE("merging volumes that each repeat one tile keeps the result repeated") {
  const auto number = GENERATE(range(0, 9));
  Random random(9);
  Tile below;
  Tile above;
  for (int i = 0; i < kTileVoxels; i += 3) {
    below.set(i, random.color());
    above.set(kTileVoxels - 1 - i, random.color());
  }
  const auto shared_below = CowPtr<Tile>::make(below);
  const auto shared_above = CowPtr<Tile>::make(above);
  Volume destination;
  Volume source;
  for (std::int32_t i = 0; i < 20'000; ++i) {
    const TileCoord coord{i % 100, i / 100 % 20, i / 2000};
    destination.set_tile(coord, shared_below);
    source.set_tile(coord, shared_above);
  }
  merge(destination, source, static_cast<BlendMode>(number));
  check_invariants(destination);
  const Tile* first = destination.find_tile({0, 0, 0});
  bool is_repeated = true;
  destination.for_each_tile(
      [&](TileCoord, const Tile& tile) { is_repeated = is_repeated && &tile == first; });
  CHECK(is_repeated);
  for (int i = 0; i < kTileVoxels; ++i) {
    const Rgba expected = blend(below.at(i), above.at(i), static_cast<BlendMode>(number));
    if (destination.at(voxel_position({99, 19, 9}, i)) != expected) FAIL("voxel " << i);
  }
}

TEST_CASE("a merge gives one shared tile two results where it meets two others") {
  const auto shared = CowPtr<Tile>::make(Rgba{10, 20, 30, 255});
  Volume destination;
  Volume source;
  for (std::int32_t x = 0; x < 4; ++x) {
    destination.set_tile({x, 0, 0}, shared);
    source.set({x * 16, 0, 0}, x % 2 == 0 ? Rgba{1, 1, 1, 255} : Rgba{2, 2, 2, 255});
  }
  merge(destination, source, BlendMode::Over);
  CHECK(destination.at({0, 0, 0}) == Rgba{1, 1, 1, 255});
  CHECK(destination.at({16, 0, 0}) == Rgba{2, 2, 2, 255});
  CHECK(destination.at({48, 0, 0}) == Rgba{2, 2, 2, 255});
  CHECK(shared->at(0) == Rgba{10, 20, 30, 255});
}

}  // namespace goxel
