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
  image.edit_layer(1).volume.set({0, 0, 0}, kBlue);
  CHECK(layer_content(image, *image.find_layer(clone)).at({10, 0, 0}) == kBlue);
  CHECK(flatten_visible(image).voxel_count() == 4);
}

TEST_CASE("a clone that is not moved shares its base's voxels") {
  Image image;
  fill_box(image.edit_layer(1).volume, {{-3, 0, 0}, {40, 40, 40}}, kRed);
  const std::int32_t clone = clone_layer(image, 1, {}).value();
  const Layer& base = *image.find_layer(1);
  CHECK(layer_content(image, *image.find_layer(clone)).shares_storage_with(base.volume));
  // Moved by whole tiles it shares those.
  image.edit_layer(clone).transform = Mat4::translation({32, 0, -16});
  const Volume moved = layer_content(image, *image.find_layer(clone));
  CHECK(moved.find_tile({2, 0, -1}) == base.volume.find_tile({0, 0, 0}));
}

TEST_CASE("a clone moved past the end of space is cut there") {
  Image image;
  fill_box(image.edit_layer(1).volume, {{0, 0, 0}, {16, 1, 1}}, kRed);
  const std::int32_t clone = clone_layer(image, 1, {}).value();
  // 2^31 - 128 is the last whole number below 2^31 that binary32 holds.
  image.edit_layer(clone).transform = Mat4::translation({2147483520.0, 0, 0});
  image.edit_layer(1).volume.set({127, 0, 0}, kBlue);
  image.edit_layer(1).volume.set({128, 0, 0}, kBlue);
  const Volume content = layer_content(image, *image.find_layer(clone));
  CHECK(content.voxel_count() == 17);
  CHECK(content.at({2147483647, 0, 0}) == kBlue);
}

TEST_CASE("a clone of a clone moves twice; a ring of clones is empty") {
  Image image;
  image.edit_layer(1).volume.set({0, 0, 0}, kRed);
  const std::int32_t a = clone_layer(image, 1, {}).value();
  const std::int32_t b = clone_layer(image, a, {}).value();
  image.edit_layer(a).transform = Mat4::translation({1, 0, 0});
  image.edit_layer(b).transform = Mat4::translation({0, 5, 0});
  CHECK(layer_content(image, *image.find_layer(b)).at({1, 5, 0}) == kRed);
  image.edit_layer(a).base_id = b;
  CHECK(layer_content(image, *image.find_layer(b)).is_empty());
  image.edit_layer(a).base_id = a;
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
  image.set_box({{0, 0, 0}, {2, 2, 2}});
  CHECK(layer_content(image, *image.find_layer(id)).voxel_count() == 8);
  CHECK(make_normal_layer(image, id).is_ok());
  CHECK(image.find_layer(id)->volume.voxel_count() == 8);
}

TEST_CASE(
    "a shape layer of up to 33 tiles a side is drawn, and a larger one is never merged away") {
  Image image;
  image.set_box({{0, 0, 0}, {1'000'000, 1'000'000, 1'000'000}});
  Layer layer;
  layer.shape = LayerShape::Cube;
  layer.color = kBlue;
  layer.transform = matrix_of_box({{0, 0, 0}, {528, 528, 528}});
  const std::int32_t id = image.add_layer(std::move(layer));
  CHECK(layer_content(image, *image.find_layer(id)).voxel_count() == 147'197'952);
  image.edit_layer(id).transform = matrix_of_box({{0, 0, 0}, {529, 528, 528}});
  CHECK(layer_content(image, *image.find_layer(id)).is_empty());
  const Image before = image;
  CHECK(check_shape_size(image, *image.find_layer(id)).error().code == ErrorCode::LimitExceeded);
  CHECK(make_normal_layer(image, id).error().message ==
        "layer \"\": its shape covers 37026 tiles of 4096 voxels; at most 35937 are drawn");
  CHECK(merge_layers(image, id, 1).error().code == ErrorCode::LimitExceeded);
  CHECK(merge_visible(image).error().code == ErrorCode::LimitExceeded);
  CHECK(clone_layer(image, id, {}).is_ok());
  CHECK(delete_layer(image, id).error().code == ErrorCode::LimitExceeded);
  image = before;
  CHECK(delete_layer(image, id).is_ok());
  image = before;
  // The image box decides what is drawn of it.
  image.set_box({{0, 0, 0}, {528, 528, 1}});
  CHECK(layer_content(image, *image.find_layer(id)).voxel_count() == 278'784);
}

TEST_CASE("what generated layers show follows every change of what they are made from") {
  Image image;
  image.edit_layer(1).volume.set({0, 0, 0}, kRed);
  const std::int32_t clone = clone_layer(image, 1, {}).value();
  const std::int32_t shape = image.add_layer([] {
    Layer layer;
    layer.shape = LayerShape::Cube;
    layer.color = kBlue;
    layer.transform = matrix_of_box({{0, 0, 0}, {2, 2, 2}});
    return layer;
  }());
  const std::int32_t clone_of_shape = clone_layer(image, shape, {}).value();
  const auto shown = [&](std::int32_t id) { return layer_content(image, *image.find_layer(id)); };
  const Image before = image;

  image.edit_layer(1).volume.set({1, 0, 0}, kRed);
  CHECK(shown(clone).voxel_count() == 2);
  image.edit_layer(clone).transform = Mat4::translation({0.5, 0, 0});
  // Samples fall halfway between voxels, -0.5 and 0.5, and are rounded away from 0: to -1 and 1.
  CHECK(shown(clone).voxel_count() == 1);
  CHECK(shown(clone).at({1, 0, 0}) == kRed);
  image.edit_layer(shape).color = kRed;
  CHECK(shown(shape).at({1, 1, 1}) == kRed);
  CHECK(shown(clone_of_shape).at({1, 1, 1}) == kRed);
  image.edit_layer(shape).transform = matrix_of_box({{0, 0, 0}, {5, 2, 2}});
  CHECK(shown(clone_of_shape).voxel_count() == 20);
  image.edit_layer(shape).shape = LayerShape::Sphere;
  // The four centres at either end are outside: 0.64 + 0.25 + 0.25.
  CHECK(shown(clone_of_shape).voxel_count() == 12);
  image.set_box({{1, 0, 0}, {2, 1, 9}});
  CHECK(shown(clone_of_shape).voxel_count() == 2);

  image = before;
  CHECK(shown(clone).voxel_count() == 1);
  CHECK(shown(shape).at({1, 1, 1}) == kBlue);
  CHECK(shown(clone_of_shape).voxel_count() == 8);
}

TEST_CASE("a clone that also is a shape or a picture becomes normal with what it showed") {
  Image image;
  image.edit_layer(1).volume.set({0, 0, 0}, kRed);
  const std::int32_t clone = clone_layer(image, 1, {}).value();
  image.edit_layer(clone).shape = LayerShape::Cube;
  image.edit_layer(clone).picture_path = "tree.png";
  image.edit_layer(clone).transform = Mat4::translation({3, 0, 0});
  image.remove_layer(1);
  const Layer& kept = *image.find_layer(clone);
  CHECK(kept.kind() == LayerKind::Normal);
  CHECK(kept.volume.at({3, 0, 0}) == kRed);
  CHECK(kept.transform == Mat4());
}

TEST_CASE("merging into a picture layer keeps the voxels") {
  Image image;
  image.edit_layer(1).volume.set({0, 0, 0}, kRed);
  Layer picture;
  picture.picture_path = "tree.png";
  const std::int32_t top = image.add_layer(picture);
  Image all = image;
  CHECK(merge_visible(all).is_ok());
  CHECK(flatten_visible(all).at({0, 0, 0}) == kRed);
  CHECK(merge_layers(image, 1, top).is_ok());
  CHECK(image.find_layer(top)->kind() == LayerKind::Normal);
  CHECK(flatten_visible(image).at({0, 0, 0}) == kRed);
}

TEST_CASE("the viewport shows the lowest visible layer whatever its mode") {
  for (int number = 0; number < 9; ++number) {
    Image image;
    image.edit_layer(1).volume.set({0, 0, 0}, kRed);
    image.edit_layer(1).mode = static_cast<BlendMode>(number);
    const auto groups = flatten_by_material(image);
    REQUIRE(groups.size() == 1);
    CHECK(groups[0].volume.at({0, 0, 0}) == kRed);
  }
}

TEST_CASE(
    "flattened layers have their modes, as far as the group below, and hidden ones do not show") {
  Image image;
  add_box_layer(image, {{0, 0, 0}, {4, 1, 1}}, kRed);
  const std::int32_t cut = add_box_layer(image, {{2, 0, 0}, {6, 1, 1}}, kBlue, BlendMode::Sub);
  CHECK(flatten_visible(image).voxel_count() == 2);
  CHECK(flatten_visible(image).at({1, 0, 0}) == kRed);
  CHECK(flatten_visible(image).at({2, 0, 0}).is_empty());
  image.edit_layer(cut).is_visible = false;
  CHECK(flatten_visible(image).voxel_count() == 4);
  // Over another material the cut reaches that group alone.
  image.edit_layer(cut).is_visible = true;
  image.edit_materials().emplace_back();
  const std::int32_t glass = add_box_layer(image, {{3, 0, 0}, {9, 1, 1}}, kBlue);
  image.edit_layer(glass).material = 1;
  image.move_layer(glass, 2);
  const Volume flat = flatten_visible(image);
  CHECK(flat.at({2, 0, 0}) == kRed);
  CHECK(flat.at({3, 0, 0}) == kRed);
  CHECK(flat.at({5, 0, 0}).is_empty());
  CHECK(flat.at({6, 0, 0}) == kBlue);
  CHECK(flat.voxel_count() == 4 + 3);
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
  CHECK(merge_visible(image).is_ok());
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
