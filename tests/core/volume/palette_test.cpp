#include "core/volume/palette.hpp"

#include "core/volume/opaque.hpp"
#include "tests/support/catch.hpp"

namespace goxel {

TEST_CASE("colours are counted without their alpha, in tiles of one colour and of many") {
  Volume volume;
  volume.set({0, 0, 0}, {9, 0, 0, 255});
  volume.set({1, 0, 0}, {9, 0, 0, 30});
  volume.set({2, 0, 0}, {0, 0, 7, 255});
  volume.set({100, 0, 0}, {0, 0, 7, 128});
  ColorCounter counter;
  counter.add(volume);
  counter.add(volume);
  CHECK(counter.colors() == std::vector<CountedColor>{{{0, 0, 7, 255}, 4}, {{9, 0, 0, 255}, 4}});
}

TEST_CASE("median cut halves the voxels of the bucket with the widest channel") {
  const std::vector<CountedColor> colors = {
      {{0, 0, 0, 255}, 1}, {{10, 0, 0, 255}, 1}, {{100, 0, 0, 255}, 1}, {{104, 0, 0, 255}, 3}};
  // Three of the six voxels are below 104, then the wider rest is cut.
  CHECK(median_cut(colors, 2) == std::vector<Rgba>{{37, 0, 0, 255}, {104, 0, 0, 255}});
  CHECK(median_cut(colors, 9).size() == 4);
  CHECK(median_cut({}, 9).empty());
}

TEST_CASE("the nearest colour of a palette is the first of those as near") {
  const std::vector<Rgba> palette = {{10, 0, 0, 255}, {20, 0, 0, 255}, {20, 0, 0, 255}};
  PaletteMatcher matcher(palette);
  for (int round = 0; round < 2; ++round) {
    CHECK(matcher.nearest({15, 0, 0, 255}) == 0);
    CHECK(matcher.nearest({16, 0, 0, 1}) == 1);
    CHECK(matcher.nearest({255, 255, 255, 255}) == 1);
  }
}

TEST_CASE("a matcher finds the right colour for more colours than it caches") {
  std::vector<Rgba> palette;
  for (int i = 0; i < 256; ++i) palette.push_back({static_cast<std::uint8_t>(i), 0, 0, 255});
  PaletteMatcher matcher(palette);
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 256 * 20; ++i) {
      const auto red = static_cast<std::uint8_t>(i % 256);
      CHECK(matcher.nearest({red, static_cast<std::uint8_t>(i / 256), 0, 255}) == red);
    }
  }
}

TEST_CASE("the opaque part of a volume has the solid voxels and counts the others") {
  Volume volume;
  volume.set({0, 0, 0}, {1, 2, 3, 126});
  volume.set({1, 0, 0}, {1, 2, 3, 127});
  volume.set({2, 0, 0}, {1, 2, 3, 254});
  volume.set({3, 0, 0}, {1, 2, 3, 255});
  volume.set({-50, 0, 0}, {9, 9, 9, 1});    // alone in its tile
  volume.set({50, 0, 0}, {9, 9, 9, 200});   // the same
  volume.set({100, 0, 0}, {9, 9, 9, 255});  // the same
  const OpaquePart part = opaque_part(volume);
  CHECK(part.faint_count == 2);
  CHECK(part.translucent_count == 3);
  CHECK(part.volume.voxel_count() == 5);
  for (int x = 1; x <= 3; ++x) CHECK(part.volume.at({x, 0, 0}) == Rgba{1, 2, 3, 255});
  CHECK(part.volume.at({50, 0, 0}) == Rgba{9, 9, 9, 255});
  CHECK(part.volume.tile_count() == 3);
  CHECK(part.volume.share_tile(TileCoord::of({100, 0, 0})) ==
        volume.share_tile(TileCoord::of({100, 0, 0})));
  CHECK(opaque_part(part.volume).volume.shares_storage_with(part.volume));
}

}  // namespace goxel
