#include "core/image/generated.hpp"
#include "core/image/import_layers.hpp"
#include "tests/support/catch.hpp"

namespace goxel {

namespace {

constexpr Rgba kRed{255, 0, 0, 255};
constexpr Rgba kBlue{0, 0, 255, 255};

Image with_voxel(IVec3 at, Rgba color) {
  Image image;
  image.edit_layer(1).volume.set(at, color);
  return image;
}

}  // namespace

TEST_CASE("imported layers come on top, moved, with their names and new ids") {
  Image image = with_voxel({0, 0, 0}, kRed);
  Image source = with_voxel({1, 2, 3}, kBlue);
  Layer second{7, "second"};
  second.is_visible = false;
  second.volume.set({-16, 0, 0}, kRed);
  source.add_layer(second);
  const auto ids = import_layers(image, source, {-2, 100, -(1 << 20)}, Limits{});
  CHECK(ids.value() == std::vector<std::int32_t>{2, 3});
  REQUIRE(image.layers().size() == 3);
  CHECK(image.layers()[0]->volume == with_voxel({0, 0, 0}, kRed).active_layer().volume);
  CHECK(image.layers()[1]->name == "Layer.1");
  CHECK(image.layers()[1]->volume.at({-1, 102, 3 - (1 << 20)}) == kBlue);
  CHECK(image.layers()[2]->name == "second");
  CHECK_FALSE(image.layers()[2]->is_visible);
  CHECK(image.layers()[2]->volume.at({-18, 100, -(1 << 20)}) == kRed);
  CHECK(image.active_layer_id() == 3);
}

TEST_CASE("an imported clone follows the copy of its base") {
  Image image = with_voxel({0, 0, 0}, kRed);
  image.add_layer({2, "in the way"});
  Image source = with_voxel({1, 0, 0}, kBlue);
  Layer clone{2, "clone"};
  clone.base_id = 1;
  // A quarter turn about z: (x, y) comes to (-y, x); then ten up.
  clone.transform.set_column(0, {0, 1, 0});
  clone.transform.set_column(1, {-1, 0, 0});
  clone.transform.set_column(3, {0, 0, 10});
  source.add_layer(clone);
  REQUIRE(layer_content(source, source.active_layer()).at({0, 1, 10}) == kBlue);
  const auto ids = import_layers(image, source, {5, 6, 7}, Limits{}).value();
  const Layer& copy = *image.find_layer(ids[1]);
  CHECK(copy.base_id == ids[0]);
  CHECK(layer_content(image, copy).at({5, 7, 17}) == kBlue);
  image.edit_layer(ids[0]).volume.set({7, 6, 7}, kRed);
  CHECK(layer_content(image, copy).at({5, 8, 17}) == kRed);
}

TEST_CASE("an imported shape keeps the voxels that it had in its own image's box") {
  Image image;
  image.set_box({{0, 0, 0}, {1, 1, 1}});
  Image source;
  source.set_box({{0, 0, 0}, {8, 8, 4}});
  Layer shape{2, "cube"};
  shape.shape = LayerShape::Cube;
  shape.color = kBlue;
  shape.transform = matrix_of_box({{0, 0, 0}, {8, 8, 8}});
  source.add_layer(shape);
  const auto ids = import_layers(image, source, {0, 0, 100}, Limits{}).value();
  const Layer& copy = *image.find_layer(ids[1]);
  CHECK(copy.kind() == LayerKind::Normal);
  CHECK(copy.volume.voxel_count() == 8 * 8 * 4);
  CHECK(copy.volume.at({7, 7, 103}) == kBlue);
  CHECK(copy.volume.at({7, 7, 104}).is_empty());
}

TEST_CASE("materials that imported layers use come with them, once each") {
  const auto named = [](const char* name) {
    Material material;
    material.name = name;
    return material;
  };
  Image image;
  image.edit_materials() = {named("own"), named("both")};
  Image source;
  source.edit_materials() = {named("unused"), named("both"), named("new")};
  for (const std::int32_t material : {1, 2, 2}) {
    Layer layer;
    layer.material = material;
    source.add_layer(layer);
  }
  const auto ids = import_layers(image, source, {}, Limits{}).value();
  REQUIRE(image.materials().size() == 3);
  CHECK(image.materials()[2].name == "new");
  CHECK_FALSE(image.find_layer(ids[0])->material);
  CHECK(image.find_layer(ids[1])->material == 1);
  CHECK(image.find_layer(ids[2])->material == 2);
  CHECK(image.find_layer(ids[3])->material == 2);
}

TEST_CASE("an import into a layer puts what is visible over its voxels") {
  Image image = with_voxel({0, 0, 0}, kRed);
  image.edit_layer(1).volume.set({1, 0, 0}, kRed);
  Image source = with_voxel({0, 0, -5}, kBlue);
  Layer hidden{2, "hidden"};
  hidden.is_visible = false;
  hidden.volume.set({9, 9, 9}, kBlue);
  source.add_layer(hidden);
  CHECK(import_into_layer(image, 1, source, {0, 0, 5}, Limits{}).value() == 1);
  CHECK(image.layers().size() == 1);
  CHECK(image.active_layer().volume.voxel_count() == 2);
  CHECK(image.active_layer().volume.at({0, 0, 0}) == kBlue);
  CHECK(image.active_layer().volume.at({1, 0, 0}) == kRed);
}

TEST_CASE("an import that fails leaves the image as it was") {
  const Image before = with_voxel({0, 0, 0}, kRed);
  const Image source = with_voxel({INT32_MAX, 0, 0}, kBlue);
  const auto check = [&](IVec3 offset, const Limits& limits, bool is_ok) {
    Image image = before;
    const auto imported = import_layers(image, source, offset, limits);
    CHECK(imported.is_ok() == is_ok);
    if (!is_ok) CHECK(imported.error().code == ErrorCode::LimitExceeded);
    CHECK((image == before) == !is_ok);
    image = before;
    if (limits.layers > 1) {
      CHECK(import_into_layer(image, 1, source, offset, limits).is_ok() == is_ok);
      CHECK((image == before) == !is_ok);
    }
  };
  check({0, 5, 0}, Limits{}, true);
  check({1, 0, 0}, Limits{}, false);
  Limits limits;
  limits.layers = 2;
  check({0, 0, 0}, limits, true);
  limits.layers = 1;
  check({0, 0, 0}, limits, false);
  limits = {};
  limits.session_bytes = static_cast<std::int64_t>(before.size_bytes());
  check({0, 0, 0}, limits, false);
}

}  // namespace goxel
