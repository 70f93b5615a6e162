#include "core/image/flatten.hpp"
#include "core/image/generated.hpp"
#include "core/image/layer_operations.hpp"
#include "core/volume/bounds.hpp"
#include "core/volume/region.hpp"
#include "tests/support/catch.hpp"

namespace goxel {

namespace {

constexpr Rgba kRed{255, 0, 0, 255};
constexpr Rgba kBlue{0, 0, 255, 255};

std::int32_t add_box_layer(Image& image, const IBox& box, Rgba color,
                           BlendMode mode = BlendMode::Over) {
  Layer layer;
  layer.name = "Box";
  layer.mode = mode;
  fill_box(layer.volume, box, color);
  return image.add_layer(std::move(layer));
}

}  // namespace

TEST_CASE("a clone shows its base moved by its transform, and follows it") {
  Image image;
  image.edit_layer(1).volume.set({1, 2, 3}, kRed);
  const std::int32_t clone = clone_layer(image, 1, {}).value();
  image.edit_layer(clone).transform = Mat4::translation({10, 0, 0});
  CHECK(layer_content(image, *image.find_layer(clone)).at({11, 2, 3}) == kRed);
  refresh_generated(image);
  const Volume kept = layer_content(image, *image.find_layer(clone));
  CHECK(kept.shares_storage_with(layer_content(image, *image.find_layer(clone))));
  image.edit_layer(1).volume.set({0, 0, 0}, kBlue);
  CHECK(layer_content(image, *image.find_layer(clone)).at({10, 0, 0}) == kBlue);
  CHECK(flatten_visible(image).voxel_count() == 4);
}

TEST_CASE("a clone of a clone moves twice; a ring of clones is empty") {
  Image image;
  image.edit_layer(1).volume.set({0, 0, 0}, kRed);
  const std::int32_t a = clone_layer(image, 1, {}).value();
  const std::int32_t b = clone_layer(image, a, {}).value();
  image.edit_layer(a).transform = Mat4::translation({1, 0, 0});
  image.edit_layer(b).transform = Mat4::translation({0, 5, 0});
  CHECK(layer_content(image, *image.find_layer(b)).at({1, 5, 0}) == kRed);
  refresh_generated(image);
  CHECK(layer_content(image, *image.find_layer(b)).at({1, 5, 0}) == kRed);
  image.edit_layer(a).base_id = b;
  CHECK(layer_content(image, *image.find_layer(b)).is_empty());
  image.edit_layer(a).base_id = a;
  refresh_generated(image);
  CHECK(layer_content(image, *image.find_layer(a)).is_empty());
}

TEST_CASE("a clone of a removed layer keeps its voxels and becomes normal") {
  Image image;
  const std::int32_t base = add_box_layer(image, {{0, 0, 0}, {2, 2, 2}}, kRed);
  const std::int32_t clone = clone_layer(image, base, {}).value();
  image.edit_layer(clone).transform = Mat4::translation({4, 0, 0});
  image.remove_layer(base);
  CHECK(image.find_layer(clone)->kind() == LayerKind::Normal);
  CHECK(exact_bounds(image.find_layer(clone)->volume) == IBox{{4, 0, 0}, {6, 2, 2}});
}

TEST_CASE("a shape layer is drawn inside the image box") {
  Image image;
  Layer layer;
  layer.shape = LayerShape::Cube;
  layer.color = kBlue;
  layer.transform = matrix_of_box({{-4, -4, -4}, {4, 4, 4}});
  const std::int32_t id = image.add_layer(std::move(layer));
  CHECK(exact_bounds(layer_content(image, *image.find_layer(id))) == IBox{{-4, -4, 0}, {4, 4, 4}});
  refresh_generated(image);
  image.set_box({{0, 0, 0}, {2, 2, 2}});
  CHECK(layer_content(image, *image.find_layer(id)).voxel_count() == 8);
  CHECK(make_normal_layer(image, id).is_ok());
  CHECK(image.find_layer(id)->volume.voxel_count() == 8);
}

TEST_CASE("flattening for export ignores modes, hidden layers do not show") {
  Image image;
  add_box_layer(image, {{0, 0, 0}, {4, 1, 1}}, kRed);
  const std::int32_t cut = add_box_layer(image, {{2, 0, 0}, {6, 1, 1}}, kBlue, BlendMode::Sub);
  CHECK(flatten_visible(image).voxel_count() == 6);
  CHECK(flatten_visible(image).at({2, 0, 0}) == kBlue);
  image.edit_layer(cut).is_visible = false;
  CHECK(flatten_visible(image).voxel_count() == 4);
}

TEST_CASE("the viewport starts a group where an over layer has another material") {
  Image image;
  image.edit_layer(1).material = 0;
  fill_box(image.edit_layer(1).volume, {{0, 0, 0}, {4, 1, 1}}, kRed);
  const std::int32_t other = add_box_layer(image, {{0, 1, 0}, {4, 2, 1}}, kBlue);
  image.edit_layer(other).material = 1;
  const std::int32_t cut = add_box_layer(image, {{0, 0, 0}, {2, 2, 1}}, kBlue, BlendMode::Sub);
  image.edit_layer(cut).material = 0;
  const auto groups = flatten_by_material(image);
  REQUIRE(groups.size() == 2);
  CHECK(groups[0].volume.voxel_count() == 4);
  CHECK(groups[1].volume.voxel_count() == 2);
  CHECK(groups[1].material == 1);
}

TEST_CASE("merging two layers uses the upper one's mode and keeps the target's attributes") {
  Image image;
  const std::int32_t low = add_box_layer(image, {{0, 0, 0}, {4, 1, 1}}, kRed);
  const std::int32_t cut = add_box_layer(image, {{2, 0, 0}, {6, 1, 1}}, kBlue, BlendMode::Sub);
  image.edit_layer(low).name = "Low";
  CHECK(merge_layers(image, cut, low).is_ok());
  CHECK(image.find_layer(cut) == nullptr);
  CHECK(image.find_layer(low)->name == "Low");
  CHECK(image.find_layer(low)->volume.voxel_count() == 2);
  CHECK(merge_layers(image, low, low).error().code == ErrorCode::InvalidParams);
  CHECK(merge_layers(image, 99, low).error().message == "there is no layer with id 99");
}

TEST_CASE("merging visible layers keeps the upper one and the hidden ones") {
  Image image;
  const std::int32_t a = add_box_layer(image, {{0, 0, 0}, {4, 1, 1}}, kRed);
  const std::int32_t hidden = add_box_layer(image, {{0, 5, 0}, {4, 6, 1}}, kRed);
  image.edit_layer(hidden).is_visible = false;
  const std::int32_t clone_of_a = clone_layer(image, a, {}).value();
  image.edit_layer(clone_of_a).is_visible = false;
  const std::int32_t top = add_box_layer(image, {{3, 0, 0}, {5, 1, 1}}, kBlue);
  merge_visible(image);
  CHECK(image.layers().size() == 3);
  CHECK(image.active_layer_id() == top);
  CHECK(image.find_layer(top)->volume.voxel_count() == 5);
  CHECK(image.find_layer(clone_of_a)->volume.voxel_count() == 4);
  CHECK(image.find_layer(hidden)->volume.voxel_count() == 4);
}

TEST_CASE("layers are duplicated up to the limit and moved within their number") {
  Image image;
  Limits limits;
  limits.layers = 2;
  const std::int32_t copy = duplicate_layer(image, 1, limits).value();
  CHECK(copy == 2);
  CHECK(image.find_layer(copy)->name == "Layer.2");
  CHECK(duplicate_layer(image, 1, limits).error().code == ErrorCode::LimitExceeded);
  CHECK(clone_layer(image, 1, limits).error().code == ErrorCode::LimitExceeded);
  CHECK(duplicate_layer(image, 7, limits).error().code == ErrorCode::NotFound);
  CHECK(move_layer(image, copy, 0).is_ok());
  CHECK(image.layer_index(copy) == 0);
  CHECK(move_layer(image, copy, 2).error().message == "index 2 is outside 0..1");
}

}  // namespace goxel
