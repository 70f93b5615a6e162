#include "core/analysis/colors.hpp"
#include "core/analysis/compare.hpp"
#include "core/analysis/components.hpp"
#include "core/volume/region.hpp"
#include "tests/core/analysis/backwards.hpp"
#include "tests/core/volume/voxel_model.hpp"
#include "tests/support/catch.hpp"

namespace goxel::analysis {

namespace {

constexpr Rgba kRed{255, 0, 0, 255};
constexpr Rgba kBlue{0, 0, 255, 255};

}  // namespace

TEST_CASE("histogram bins saturate instead of wrapping") {
  CHECK(binned_channel(255, 50) == 255);
  CHECK(binned_channel(249, 50) == 225);
  CHECK(binned_channel(0, 50) == 25);
  CHECK(binned_channel(77, 1) == 77);
  CHECK(binned_channel(77, 0) == 77);
  CHECK(binned_channel(200, 1'000'000) == 128);
}

TEST_CASE("a histogram counts what is in its box, in any order of work") {
  Volume volume;
  fill_box(volume, {{0, 0, 0}, {100, 100, 20}}, kRed);
  fill_box(volume, {{0, 0, 0}, {3, 1, 1}}, kBlue);
  HistogramOptions options;
  Serial serial;
  Backwards backwards;
  const Histogram all = color_histogram(volume, options, serial);
  CHECK(all.total_voxels == 200'000);
  CHECK(all.colors == std::vector<ColorCount>{{kRed, 199'997}, {kBlue, 3}});
  CHECK(color_histogram(volume, options, backwards).colors == all.colors);
  options.box = {{0, 0, 0}, {4, 1, 1}};
  options.sort_by_count = false;
  CHECK(color_histogram(volume, options, serial).colors ==
        std::vector<ColorCount>{{kBlue, 3}, {kRed, 1}});
}

TEST_CASE("similar colours merge into the more frequent one") {
  Volume volume;
  fill_box(volume, {{0, 0, 0}, {10, 1, 1}}, {100, 0, 0, 255});
  volume.set({0, 1, 0}, {100, 6, 8, 255});
  volume.set({0, 2, 0}, {100, 6, 9, 255});
  Serial serial;
  CHECK(unique_colors(volume, IBox::everything(), 0, false, serial).size() == 3);
  const auto merged = unique_colors(volume, IBox::everything(), 10, false, serial);
  REQUIRE(merged.size() == 2);
  CHECK(merged[0].color == Rgba{100, 0, 0, 255});
  CHECK(merged[1].color == Rgba{100, 6, 9, 255});
}

TEST_CASE("finding a colour counts all matches and lists as many as asked") {
  Volume volume;
  fill_box(volume, {{0, 0, 0}, {100, 1, 1}}, {10, 20, 30, 255});
  volume.set({3, 0, 0}, {11, 20, 30, 255});
  volume.set({4, 0, 0}, {10, 21, 30, 255});
  ColorSearch search;
  search.color = {10, 20, 30, 255};
  search.tolerance = {1, 0, 0, 0};
  search.max_results = 2;
  Backwards backwards;
  const ColorMatches matches = find_color(volume, search, backwards);
  CHECK(matches.total == 99);
  REQUIRE(matches.voxels.size() == 2);
  CHECK(matches.voxels[1].position == IVec3{1, 0, 0});
}

TEST_CASE("components come largest first, by the connectivity asked for") {
  Volume volume;
  volume.set({0, 0, 0}, kRed);
  fill_box(volume, {{1, 1, 0}, {4, 2, 1}}, kBlue);
  volume.set({100, 0, 0}, kRed);
  Limits limits;
  NoProgress progress;
  const auto parts = find_components(volume, Connectivity::Faces, limits, progress).value();
  REQUIRE(parts.size() == 3);
  CHECK(parts[0] == Component{3, {{1, 1, 0}, {4, 2, 1}}, {1, 1, 0}});
  CHECK(parts[1].first == IVec3{0, 0, 0});
  CHECK(find_components(volume, Connectivity::Edges, limits, progress).value().size() == 2);
  limits.voxels_per_edit = 4;
  CHECK(find_components(volume, Connectivity::Faces, limits, progress).error().code ==
        ErrorCode::LimitExceeded);
  limits.voxels_per_edit = 5;
  CHECK(find_components(volume, Connectivity::Faces, limits, progress).is_ok());
}

TEST_CASE("enclosed cells are those the outside cannot reach through faces") {
  Volume volume;
  fill_box(volume, {{0, 0, 0}, {20, 20, 20}}, kRed);
  clear_box(volume, {{5, 5, 5}, {8, 8, 8}});
  clear_box(volume, {{12, 12, 12}, {13, 13, 20}});
  Limits limits;
  NoProgress progress;
  const Volume enclosed = find_enclosed(volume, limits, progress).value();
  CHECK(enclosed.voxel_count() == 27);
  CHECK_FALSE(enclosed.at({5, 5, 5}).is_empty());
  CHECK(find_enclosed({}, limits, progress).value().is_empty());
  limits.voxels_per_edit = 7999;
  CHECK(find_enclosed(volume, limits, progress).error().code == ErrorCode::LimitExceeded);
}

TEST_CASE("a difference of images tells added, removed and recoloured voxels by layer") {
  Image before;
  fill_box(before.edit_layer(1).volume, {{0, 0, 0}, {4, 1, 1}}, kRed);
  Image after = before;
  CHECK(compare(before, after).empty());
  Volume& volume = after.edit_layer(1).volume;
  volume.set({0, 0, 0}, kBlue);
  volume.set({1, 0, 0}, kEmpty);
  volume.set({40, 0, 0}, kRed);
  Layer layer;
  layer.volume.set({7, 7, 7}, kRed);
  const std::int32_t added = after.add_layer(std::move(layer));
  const auto differences = compare(before, after);
  REQUIRE(differences.size() == 2);
  CHECK(differences[0].voxels == VolumeDifference{1, 1, 1, {{0, 0, 0}, {41, 1, 1}}});
  CHECK(differences[1].layer_id == added);
  CHECK(differences[1].fate == LayerFate::Added);
  CHECK(compare(after, before).back().fate == LayerFate::Removed);
}

TEST_CASE("statistics of a cube are those of a cube") {
  Volume volume;
  fill_box(volume, {{0, 0, 0}, {32, 32, 32}}, kRed);
  const Statistics figures = statistics(volume);
  CHECK(figures.voxels == 32'768);
  CHECK(figures.surface_voxels == 32'768 - 27'000);
  CHECK(figures.exposed_faces == 6 * 1024);
  CHECK(figures.uniform_tiles == 8);
  CHECK(figures.fill_fraction == 1.0);
  // 6 bytes a voxel are allowed; tiles of one colour need far less.
  CHECK(figures.size_bytes < 32'768);
}

}  // namespace goxel::analysis
