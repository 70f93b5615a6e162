#include "core/volume/mask_flood.hpp"

#include "tests/core/volume/voxel_model.hpp"
#include "tests/support/catch.hpp"

#include <cstdlib>
#include <limits>
#include <set>
#include <vector>

namespace goxel {

namespace {

/// Voxel by voxel: two voxels are neighbours when they differ by at most one on each axis, and on
/// no more axes than the connectivity allows.
std::set<VoxelModel::Key> plain_flood(const VoxelModel& ground, IVec3 start, Connectivity how) {
  const int most = how == Connectivity::Faces ? 1 : how == Connectivity::Edges ? 2 : 3;
  std::set<VoxelModel::Key> reached = {{start.x, start.y, start.z}};
  std::vector<IVec3> stack = {start};
  while (!stack.empty()) {
    const IVec3 from = stack.back();
    stack.pop_back();
    VoxelModel::for_each_position({{-1, -1, -1}, {2, 2, 2}}, [&](IVec3 step) {
      const LVec3 to = to_long(from) + to_long(step);
      if (std::abs(step.x) + std::abs(step.y) + std::abs(step.z) > most || !is_voxel_position(to))
        return;
      const IVec3 p = to_voxel(to);
      if (!ground.at(p).is_empty() && reached.insert({p.x, p.y, p.z}).second) stack.push_back(p);
    });
  }
  return reached;
}

std::set<VoxelModel::Key> keys_of(const VoxelSet& voxels) {
  std::set<VoxelModel::Key> keys;
  voxels.to_volume({1, 1, 1, 255}).for_each_voxel([&](IVec3 p, Rgba) {
    keys.insert({p.x, p.y, p.z});
  });
  return keys;
}

}  // namespace

TEST_CASE("a flood by masks reaches what a flood voxel by voxel reaches") {
  constexpr std::int32_t kMin = std::numeric_limits<std::int32_t>::min();
  constexpr std::int32_t kMax = std::numeric_limits<std::int32_t>::max();
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    INFO("seed " << seed);
    Random random(seed);
    const std::int32_t corners[] = {-9, 7, kMin, kMax - 17};
    const IVec3 base{corners[random.between(0, 3)], corners[random.between(0, 3)],
                     corners[random.between(0, 3)]};
    Volume volume;
    const int count = random.between(100, 3000);
    for (int i = 0; i < count; ++i) {
      volume.set({base.x + random.between(0, 17), base.y + random.between(0, 17),
                  base.z + random.between(0, 17)},
                 {1, 1, 1, 255});
    }
    const IVec3 start = base + IVec3{9, 9, 9};
    FloodOptions options;
    const Connectivity kinds[] = {Connectivity::Faces, Connectivity::Edges, Connectivity::Corners};
    options.connectivity = kinds[seed % 3];
    NoProgress progress;
    const auto reached = mask_flood(start, options, progress, [&](TileCoord coord) {
      const Tile* tile = volume.find_tile(coord);
      return tile != nullptr ? tile->mask() : TileMask();
    });
    const auto expected = plain_flood(VoxelModel::of(volume), start, options.connectivity);
    CHECK(keys_of(reached.value()) == expected);
    CHECK(reached.value().count() == static_cast<std::int64_t>(expected.size()));
  }
}

TEST_CASE("a flood by masks keeps its box and its limit") {
  FloodOptions options;
  options.box = {{-3, 15, 0}, {2, 17, 40}};
  options.max_voxels = 400;
  NoProgress progress;
  const FloodGround everywhere = [](TileCoord) { return ~TileMask(); };
  CHECK(mask_flood({0, 16, 0}, options, progress, everywhere).value().count() == 400);
  CHECK(mask_flood({2, 16, 0}, options, progress, everywhere).value().count() == 0);
  options.max_voxels = 399;
  CHECK(mask_flood({0, 16, 0}, options, progress, everywhere).error().code ==
        ErrorCode::LimitExceeded);
}

}  // namespace goxel
