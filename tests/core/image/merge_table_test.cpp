#include "core/image/layer_operations.hpp"
#include "core/volume/voxel.hpp"
#include "tests/core/volume/voxel_model.hpp"
#include "tests/support/catch.hpp"

#include <vector>

/// Merged layers with every voxel written out. Max: the upper layer's colour, the larger alpha, and
/// an empty voxel above changes nothing. Intersect: the lower layer's colour, the smaller alpha,
/// and an empty voxel above empties.
namespace goxel {

namespace {

/// Where both, only the lower, and only the upper one has a voxel, in two tiles.
const std::vector<Voxel> kLower = {{{14, 0, 0}, {10, 20, 30, 200}},
                                   {{15, 0, 0}, {11, 21, 31, 100}},
                                   {{16, 0, 0}, {12, 22, 32, 255}},
                                   {{40, 0, 0}, {13, 23, 33, 7}}};
const std::vector<Voxel> kUpper = {{{14, 0, 0}, {90, 80, 70, 50}},
                                   {{15, 0, 0}, {91, 81, 71, 150}},
                                   {{17, 0, 0}, {92, 82, 72, 60}},
                                   {{80, 0, 0}, {93, 83, 73, 255}}};
const std::vector<Voxel> kMaximum = {
    {{14, 0, 0}, {90, 80, 70, 200}}, {{15, 0, 0}, {91, 81, 71, 150}},
    {{16, 0, 0}, {12, 22, 32, 255}}, {{17, 0, 0}, {92, 82, 72, 60}},
    {{40, 0, 0}, {13, 23, 33, 7}},   {{80, 0, 0}, {93, 83, 73, 255}}};
const std::vector<Voxel> kIntersection = {{{14, 0, 0}, {10, 20, 30, 50}},
                                          {{15, 0, 0}, {11, 21, 31, 100}}};

std::int32_t add_layer(Image& image, const std::vector<Voxel>& voxels, BlendMode mode) {
  Layer layer;
  layer.mode = mode;
  for (const Voxel& voxel : voxels) layer.volume.set(voxel.position, voxel.color);
  return image.add_layer(std::move(layer));
}

void check_layer(const Image& image, std::int32_t id, const std::vector<Voxel>& voxels) {
  VoxelModel expected;
  for (const Voxel& voxel : voxels) expected.set(voxel.position, voxel.color);
  REQUIRE(image.find_layer(id) != nullptr);
  CHECK(VoxelModel::of(image.find_layer(id)->volume) == expected);
}

void check_merged(BlendMode mode, const std::vector<Voxel>& expected) {
  Image image;
  const std::int32_t lower = add_layer(image, kLower, BlendMode::Sub);
  const std::int32_t upper = add_layer(image, kUpper, mode);
  Image down = image;
  REQUIRE(merge_layers(down, upper, lower).is_ok());
  check_layer(down, lower, expected);
  CHECK(down.find_layer(upper) == nullptr);
  // Into the upper one the same: its mode counts, whichever is the target.
  REQUIRE(merge_layers(image, lower, upper).is_ok());
  check_layer(image, upper, expected);
}

}  // namespace

TEST_CASE("merging two layers with max takes the upper colour and the larger alpha") {
  check_merged(BlendMode::Max, kMaximum);
}

TEST_CASE("merging two layers with intersect takes the lower colour and the smaller alpha") {
  check_merged(BlendMode::Intersect, kIntersection);
}

TEST_CASE("merging visible layers applies max and intersect from the bottom to the top") {
  Image image;
  image.edit_layer(1).is_visible = false;
  add_layer(image, kLower, BlendMode::Over);
  add_layer(image, kUpper, BlendMode::Max);
  const std::vector<Voxel> window = {{{14, 0, 0}, {1, 1, 1, 255}},
                                     {{16, 0, 0}, {2, 2, 2, 9}},
                                     {{80, 0, 0}, {3, 3, 3, 128}},
                                     {{81, 0, 0}, {4, 4, 4, 255}}};
  const std::int32_t top = add_layer(image, window, BlendMode::Intersect);
  REQUIRE(merge_visible(image).is_ok());
  REQUIRE(image.layers().size() == 2);
  check_layer(image, top,
              {{{14, 0, 0}, {90, 80, 70, 200}},
               {{16, 0, 0}, {12, 22, 32, 9}},
               {{80, 0, 0}, {93, 83, 73, 128}}});
}

TEST_CASE("merging visible layers applies max above intersect, and passes hidden ones over") {
  Image image;
  image.edit_layer(1).is_visible = false;
  add_layer(image, kUpper, BlendMode::Over);
  add_layer(image, kLower, BlendMode::Intersect);
  const std::int32_t hidden = add_layer(image, {}, BlendMode::Intersect);
  image.edit_layer(hidden).is_visible = false;
  const std::int32_t top =
      add_layer(image, {{{15, 0, 0}, {5, 6, 7, 99}}, {{-1, 0, 0}, {8, 9, 10, 1}}}, BlendMode::Max);
  REQUIRE(merge_visible(image).is_ok());
  REQUIRE(image.layers().size() == 3);
  // The intersection keeps the colours of what is below, here kUpper's.
  check_layer(
      image, top,
      {{{14, 0, 0}, {90, 80, 70, 50}}, {{15, 0, 0}, {5, 6, 7, 100}}, {{-1, 0, 0}, {8, 9, 10, 1}}});
}

}  // namespace goxel
