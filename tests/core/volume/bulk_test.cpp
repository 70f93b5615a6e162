#include "core/volume/bulk.hpp"

#include "tests/core/volume/voxel_model.hpp"
#include "tests/support/catch.hpp"

#include <limits>
#include <vector>

namespace goxel {

TEST_CASE("of several writes to one place the last stays, and counts once") {
  Volume volume;
  const std::vector<Voxel> voxels = {{{0, 0, 0}, {1, 1, 1, 255}},
                                     {{100, 0, 0}, {2, 2, 2, 255}},
                                     {{0, 0, 0}, {3, 3, 3, 255}},
                                     {{5, 5, 5}, {4, 4, 4, 255}},
                                     {{5, 5, 5}, {9, 9, 9, 0}}};
  CHECK(set_voxels(volume, voxels) == 2);
  CHECK(volume.at({0, 0, 0}) == Rgba{3, 3, 3, 255});
  CHECK(volume.at({5, 5, 5}) == kEmpty);
  CHECK(volume.voxel_count() == 2);
  CHECK(set_voxels(volume, voxels) == 0);
}

TEST_CASE("packed records are little-endian and may lie at any address") {
  const std::vector<std::uint8_t> bytes = {0xAA, 1, 0, 0,    0,  0xFF, 0xFF, 0xFF, 0xFF,
                                           0,    0, 0, 0x80, 10, 20,   30,   255};
  Volume volume;
  CHECK(set_packed_voxels(volume, ByteView(bytes).subspan(1)).value() == 1);
  CHECK(volume.at({1, -1, std::numeric_limits<std::int32_t>::min()}) == Rgba{10, 20, 30, 255});
  const auto failed = set_packed_voxels(volume, bytes);
  REQUIRE_FALSE(failed.is_ok());
  CHECK(failed.error().message == "packed voxels are 17 bytes; records are 16 bytes each");
  CHECK(volume.voxel_count() == 1);
}

TEST_CASE("random bulk writes agree with a plain map and count what changed") {
  for (std::uint64_t seed = 1; seed <= 40; ++seed) {
    INFO("seed " << seed);
    Random random(seed);
    Volume volume;
    VoxelModel model;
    for (int round = 0; round < 4; ++round) {
      std::vector<Voxel> voxels;
      const std::int32_t reach = random.one_in(2) ? 6 : 40;
      const int count = random.between(0, 3000);
      for (int i = 0; i < count; ++i) {
        voxels.push_back(
            {random.position(reach), random.one_in(4) ? Rgba{5, 5, 5, 0} : random.color()});
      }
      const VoxelModel before = model;
      for (const Voxel& voxel : voxels) model.set(voxel.position, voxel.color);
      CHECK(set_voxels(volume, voxels) == VoxelModel::differences(before, model));
      CHECK(VoxelModel::of(volume) == model);
      check_invariants(volume);
    }
  }
}

TEST_CASE("a tile that gets few or many voxels of one list ends with the last of each place") {
  const auto count = GENERATE(255, 256, 257, 258, 3'000, 9'000);
  const bool is_by_turns = GENERATE(false, true);  // between two tiles
  Random random(static_cast<std::uint64_t>(count));
  Volume volume;
  VoxelModel model;
  for (int round = 0; round < 3; ++round) {  // into nothing, then over what is there
    CAPTURE(count, is_by_turns, round);
    std::vector<Voxel> voxels;
    for (int i = 0; i < count; ++i) {
      const IVec3 place{random.between(0, 15), random.between(0, 15), random.between(0, 15)};
      voxels.push_back({place, random.one_in(4) ? Rgba{5, 5, 5, 0} : random.color()});
      if (is_by_turns) voxels.push_back({place - IVec3{16, 0, 0}, random.color()});
    }
    const VoxelModel before = model;
    for (const Voxel& voxel : voxels) model.set(voxel.position, voxel.color);
    CHECK(set_voxels(volume, voxels) == VoxelModel::differences(before, model));
    CHECK(VoxelModel::of(volume) == model);
    check_invariants(volume);
    CHECK(set_voxels(volume, {}) == 0);
  }
}

TEST_CASE("a tile that a list fills with what it holds stays shared with copies of the volume") {
  std::vector<Voxel> voxels;
  for (int i = 0; i < 16 * 16 * 16; ++i) {
    voxels.push_back({{i & 15, i >> 4 & 15, i >> 8}, {static_cast<std::uint8_t>(i), 2, 3, 255}});
  }
  Volume volume;
  REQUIRE(set_voxels(volume, voxels) == 16 * 16 * 16);
  const Volume copy = volume;
  CHECK(set_voxels(volume, voxels) == 0);
  CHECK(volume.find_tile({0, 0, 0}) == copy.find_tile({0, 0, 0}));
}

TEST_CASE("a dense box replaces every voxel inside and none outside") {
  Volume volume;
  volume.set({14, 0, 0}, {9, 9, 9, 255});
  volume.set({18, 0, 0}, {8, 8, 8, 255});
  const IBox box{{14, 0, 0}, {18, 1, 1}};
  const std::vector<Rgba> colors = {{1, 0, 0, 255}, {2, 0, 0, 255}, {7, 7, 7, 0}, {4, 0, 0, 255}};
  CHECK(set_dense_box(volume, box, colors) == 3);
  CHECK(volume.at({14, 0, 0}) == Rgba{1, 0, 0, 255});
  CHECK(volume.at({16, 0, 0}) == kEmpty);
  CHECK(volume.at({17, 0, 0}) == Rgba{4, 0, 0, 255});
  CHECK(volume.at({18, 0, 0}) == Rgba{8, 8, 8, 255});
}

}  // namespace goxel
