#include "core/volume/tile.hpp"

#include "core/volume/bounds.hpp"
#include "tests/support/catch.hpp"

namespace goxel {

namespace {
constexpr Rgba kRed{255, 0, 0, 255};
constexpr Rgba kBlue{0, 0, 255, 255};
}  // namespace

TEST_CASE("a tile keeps one colour until a second one comes") {
  Tile tile;
  tile.set(0, kRed);
  tile.set(4095, kRed);
  CHECK(tile.is_one_color());
  tile.set(7, kBlue);
  CHECK_FALSE(tile.is_one_color());
  CHECK(tile.at(0) == kRed);
  CHECK(tile.at(7) == kBlue);
  CHECK(tile.at(8) == kEmpty);
  CHECK(tile.voxel_count() == 3);
}

TEST_CASE("the last voxel of a one-colour tile may change its colour in place") {
  Tile tile;
  tile.set(5, kRed);
  tile.set(5, kBlue);
  CHECK(tile.is_one_color());
  CHECK(tile.at(5) == kBlue);
  tile.set(5, kEmpty);
  tile.set(6, kRed);
  CHECK(tile.is_one_color());
  CHECK(tile.at(6) == kRed);
}

TEST_CASE("painting and erasing by mask touches the mask alone") {
  Tile tile(kRed);
  TileMask mask;
  mask.set(1);
  mask.set(4000);
  tile.paint_mask(mask, kBlue);
  CHECK(tile.at(0) == kRed);
  CHECK(tile.at(1) == kBlue);
  CHECK(tile.at(4000) == kBlue);
  CHECK(tile.voxel_count() == 4096);
  tile.erase_mask(mask);
  CHECK(tile.at(1) == kEmpty);
  CHECK(tile.voxel_count() == 4094);
}

TEST_CASE("tiles of equal voxels are equal and hash alike in either form") {
  Tile one(kRed);
  Tile many(kRed);
  many.set(3, kBlue);
  many.set(3, kRed);
  CHECK(one.is_one_color());
  CHECK_FALSE(many.is_one_color());
  CHECK(one == many);
  CHECK(one.content_hash() == many.content_hash());
  many.set(3, kEmpty);
  CHECK_FALSE(one == many);
}

TEST_CASE("a box mask holds exactly the voxels of the box") {
  const TileMask mask = box_mask({{-5, 3, 15}, {2, 5, 40}});
  CHECK(mask.count() == 4);
  CHECK(mask.test(tile_index(0, 3, 15)));
  CHECK(mask.test(tile_index(1, 4, 15)));
  CHECK_FALSE(mask.test(tile_index(2, 4, 15)));
  CHECK(box_mask({{0, 0, 0}, {16, 16, 16}}).is_full());
  CHECK(box_mask({{16, 0, 0}, {17, 16, 16}}).is_empty());
  CHECK(bounds_in_tile(mask) == IBox{{0, 3, 15}, {2, 5, 16}});
}

TEST_CASE("count_bits counts them in any word") {
  CHECK(count_bits(0) == 0);
  CHECK(count_bits(~std::uint64_t{0}) == 64);
  CHECK(count_bits(0x8000000000000001) == 2);
  CHECK(count_bits(0xF0F0F0F0F0F0F0F0) == 32);
  CHECK(count_bits(0x0123456789ABCDEF) == 32);
}

TEST_CASE("count_differing counts the places where two tiles differ, in either form") {
  TileMask low;
  for (int i = 0; i < 100; ++i) low.set(i);
  TileMask high;
  for (int i = 90; i < 130; ++i) high.set(i);
  Tile red;
  red.paint_mask(low, kRed);
  Tile also_red;
  also_red.paint_mask(high, kRed);
  Tile blue;
  blue.paint_mask(high, kBlue);
  Tile many = red;
  many.set(99, kBlue);
  many.set(4095, kBlue);
  CHECK(red.count_differing(Tile()) == 100);
  CHECK(red.count_differing(also_red) == 120);  // 90 only here, 30 only there
  CHECK(red.count_differing(blue) == 130);      // and the ten in both are of two colours
  CHECK(red.count_differing(many) == 2);
  CHECK(many.count_differing(red) == 2);
  CHECK(many.count_differing(many) == 0);
  CHECK(Tile(kRed).count_differing(Tile(kBlue)) == 4096);
  CHECK(Tile(kRed).count_differing(blue) == 4096);
  CHECK(Tile(kRed).count_differing(red) == 3996);
  CHECK(many.count_differing(blue) == 130);  // 0..98 and 100..129 and 4095; 99 is blue in both
}

TEST_CASE("assign finds a second colour wherever it is") {
  const int other = GENERATE(0, 255, 256, 4095);
  std::array<Rgba, kTileVoxels> voxels;
  voxels.fill(kRed);
  voxels[static_cast<std::size_t>(other)] = kBlue;
  Tile tile;
  tile.assign(voxels);
  CHECK_FALSE(tile.is_one_color());
  CHECK(tile.at(other) == kBlue);
  voxels[static_cast<std::size_t>(other)] = {9, 9, 9, 0};
  tile.assign(voxels);
  CHECK(tile.is_one_color());
  CHECK(tile.voxel_count() == 4095);
  CHECK(tile.at(other) == kEmpty);
}

TEST_CASE("a tile of one colour is uniform however it came to be") {
  Tile tile(kBlue);
  CHECK(tile.is_uniform());
  tile.set(7, kRed);
  CHECK_FALSE(tile.is_uniform());
  tile.set(7, kBlue);
  CHECK(tile.is_uniform());
  tile.set(7, kEmpty);
  CHECK_FALSE(tile.is_uniform());
}

}  // namespace goxel
