#include "core/volume/volume.hpp"

#include "core/volume/bounds.hpp"
#include "tests/core/volume/voxel_model.hpp"
#include "tests/support/catch.hpp"

#include <limits>
#include <vector>

namespace goxel {

namespace {

constexpr std::int32_t kMin = std::numeric_limits<std::int32_t>::min();
constexpr std::int32_t kMax = std::numeric_limits<std::int32_t>::max();
constexpr Rgba kRed{255, 0, 0, 255};
constexpr Rgba kBlue{0, 0, 255, 255};

}  // namespace

TEST_CASE("a volume stores voxels at both ends of the coordinate range") {
  Volume volume;
  volume.set({kMax, kMax, kMax}, kRed);
  volume.set({kMin, kMin, kMin}, kBlue);
  CHECK(volume.at({kMax, kMax, kMax}) == kRed);
  CHECK(volume.at({kMin, kMin, kMin}) == kBlue);
  CHECK(volume.voxel_count() == 2);
  CHECK(exact_bounds(volume) == IBox::everything());
  CHECK(coarse_bounds(volume) == IBox::everything());
  std::vector<IVec3> seen;
  volume.for_each_voxel([&](IVec3 p, Rgba) { seen.push_back(p); });
  CHECK(seen == std::vector<IVec3>{{kMin, kMin, kMin}, {kMax, kMax, kMax}});
  // Two far voxels cost two tiles and two nodes, not the space between.
  CHECK(volume.size_bytes() < 16'384);
}

TEST_CASE("tile arithmetic holds at the ends of the coordinate range") {
  CHECK(TileCoord::of({kMin, 0, -1}) == TileCoord{-134'217'728, 0, -1});
  CHECK(TileCoord::of({kMax, 15, 16}) == TileCoord{134'217'727, 0, 1});
  CHECK(TileCoord::of({kMin, 0, 0}).min_corner() == IVec3{kMin, 0, 0});
  CHECK(TileCoord::of({kMax, 0, 0}).box().max.x == std::int64_t{kMax} + 1);
  CHECK(voxel_position(TileCoord::of({kMax, kMin, -1}), index_in_tile({kMax, kMin, -1})) ==
        IVec3{kMax, kMin, -1});
}

TEST_CASE("writing alpha 0 erases, stores no colour and drops the empty tile") {
  Volume volume;
  volume.set({1, 2, 3}, kRed);
  volume.set({1, 2, 3}, {9, 9, 9, 0});
  CHECK(volume.at({1, 2, 3}) == kEmpty);
  CHECK(volume.is_empty());
  CHECK(volume.tile_count() == 0);
  volume.set({4, 5, 6}, {9, 9, 9, 0});
  CHECK(volume.tile_count() == 0);
}

TEST_CASE("a copy does not change when the original is written") {
  Volume volume;
  volume.set({0, 0, 0}, kRed);
  const Volume copy = volume;
  CHECK(copy.shares_storage_with(volume));
  volume.set({0, 0, 0}, kBlue);
  volume.set({100, 0, 0}, kBlue);
  CHECK(copy.at({0, 0, 0}) == kRed);
  CHECK(copy.voxel_count() == 1);
  CHECK(volume.voxel_count() == 2);
  volume.clear();
  CHECK(copy.at({0, 0, 0}) == kRed);
}

TEST_CASE("volumes of equal voxels are equal and hash alike however they came about") {
  Volume plain;
  plain.set({0, 0, 0}, kRed);
  plain.set({1, 0, 0}, kRed);
  Volume by_detour;
  by_detour.set({1, 0, 0}, kBlue);
  by_detour.set({0, 0, 0}, kRed);
  by_detour.set({5, 5, 5}, kBlue);
  by_detour.set({1, 0, 0}, kRed);
  by_detour.set({5, 5, 5}, kEmpty);
  CHECK(plain == by_detour);
  CHECK(plain.content_hash() == by_detour.content_hash());
  by_detour.set({16, 0, 0}, kRed);
  CHECK_FALSE(plain == by_detour);
  CHECK(plain.content_hash() != by_detour.content_hash());
}

TEST_CASE("a solid of one colour costs kilobytes") {
  Volume volume;
  volume.set_tile({0, 0, 0}, CowPtr<Tile>::make(kRed));
  CHECK(volume.voxel_count() == 4096);
  CHECK(volume.find_tile({0, 0, 0})->is_uniform());
  CHECK(volume.size_bytes() < 6'000);
}

TEST_CASE("exact bounds are half-open and tight") {
  Volume volume;
  CHECK(exact_bounds(volume).is_empty());
  volume.set({-1, 0, 17}, kRed);
  CHECK(exact_bounds(volume) == IBox{{-1, 0, 17}, {0, 1, 18}});
  volume.set({3, -20, 2}, {0, 0, 0, 1});
  CHECK(exact_bounds(volume) == IBox{{-1, -20, 2}, {4, 1, 18}});
  CHECK(coarse_bounds(volume) == IBox{{-16, -32, 0}, {16, 16, 32}});
}

TEST_CASE("a writer and a reader agree with single accesses over tile borders") {
  Volume volume;
  {
    VolumeWriter writer(volume);
    for (std::int32_t x = -20; x < 20; ++x)
      writer.set({x, x, 0}, {static_cast<std::uint8_t>(x + 20), 0, 0, 255});
    writer.set({-20, -20, 0}, kEmpty);
    writer.set({500, 0, 0}, kEmpty);
  }
  check_invariants(volume);
  CHECK(volume.voxel_count() == 39);
  VolumeReader reader(volume);
  for (std::int32_t x = -20; x < 20; ++x) CHECK(reader.at({x, x, 0}) == volume.at({x, x, 0}));
}

TEST_CASE("random writes, copies and whole tiles agree with a plain map") {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    INFO("seed " << seed);
    Random random(seed);
    Volume volume;
    VoxelModel model;
    std::vector<std::pair<Volume, VoxelModel>> held;
    for (int step = 0; step < 400; ++step) {
      const IVec3 p = random.position(24);
      const Rgba color = random.one_in(3) ? kEmpty : random.color();
      if (random.one_in(40)) {
        const TileCoord coord = TileCoord::of(p);
        volume.set_tile(coord, color.is_empty() ? CowPtr<Tile>() : CowPtr<Tile>::make(color));
        VoxelModel::for_each_position(coord.box(), [&](IVec3 q) { model.set(q, color); });
      } else {
        volume.set(p, color);
        model.set(p, color);
      }
      if (random.one_in(100)) held.emplace_back(volume, model);
    }
    held.emplace_back(volume, model);
    for (const auto& entry : held) {
      CHECK(VoxelModel::of(entry.first) == entry.second);
      check_invariants(entry.first);
    }
  }
}

}  // namespace goxel
