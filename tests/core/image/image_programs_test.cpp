#include "core/image/flatten.hpp"
#include "core/image/generated.hpp"
#include "core/image/layer_operations.hpp"
#include "core/volume/region.hpp"
#include "tests/core/image/image_model.hpp"
#include "tests/support/catch.hpp"

#include <iterator>
#include <set>
#include <string>

namespace goxel {

namespace {

constexpr std::int64_t kMaxLayers = 7;

/// An image and its model under the same random operations on whole layers.
class ImageProgram {
 public:
  explicit ImageProgram(std::uint64_t seed) : random_(seed) {
    limits_.layers = kMaxLayers;
    model_.layers.emplace_back();
    model_.layers.back().id = 1;
  }

  std::string step() {
    using Step = std::string (ImageProgram::*)();
    static constexpr Step kSteps[] = {
        &ImageProgram::write,     &ImageProgram::write,      &ImageProgram::fill,
        &ImageProgram::fill,      &ImageProgram::add,        &ImageProgram::add,
        &ImageProgram::add_shape, &ImageProgram::clone,      &ImageProgram::clone,
        &ImageProgram::duplicate, &ImageProgram::remove,     &ImageProgram::reorder,
        &ImageProgram::change,    &ImageProgram::change,     &ImageProgram::move_clone,
        &ImageProgram::merge,     &ImageProgram::merge_all,  &ImageProgram::make_normal,
        &ImageProgram::resize,    &ImageProgram::add_picture};
    const std::string name =
        (this->*kSteps[random_.between(0, static_cast<std::int32_t>(std::size(kSteps)) - 1)])();
    compare();
    return name;
  }

  /// Modes that merged layers, and that viewport groups, were merged with.
  const std::set<BlendMode>& merged_modes() const { return merged_modes_; }
  const std::set<BlendMode>& grouped_modes() const { return grouped_modes_; }

 private:
  std::int32_t any_layer() {
    const auto last = static_cast<std::int32_t>(model_.layers.size()) - 1;
    return model_.layers[static_cast<std::size_t>(random_.between(0, last))].id;
  }
  bool has_room() const { return std::ssize(model_.layers) < kMaxLayers; }
  std::optional<std::int32_t> any_material() {
    const std::int32_t material = random_.between(-1, 1);
    return material < 0 ? std::nullopt : std::optional(material);
  }

  std::string write() {
    const std::int32_t id = any_layer();
    if (model_.layer(id).kind != LayerKind::Normal) return "write nothing";
    for (int i = 0; i < 20; ++i) {
      const IVec3 p = random_.position(9);
      const Rgba color = random_.one_in(4) ? kEmpty : random_.color();
      image_.edit_layer(id).volume.set(p, color);
      model_.layer(id).voxels.set(p, color);
    }
    return "write";
  }
  std::string fill() {
    const std::int32_t id = any_layer();
    if (model_.layer(id).kind != LayerKind::Normal) return "fill nothing";
    const IBox box = random_.box(8, 7);
    const Rgba color = random_.color();
    fill_box(image_.edit_layer(id).volume, box, color, BlendMode::Replace);
    VoxelModel::for_each_position(box, [&](IVec3 p) { model_.layer(id).voxels.set(p, color); });
    return "fill";
  }
  std::string add() {
    if (!has_room()) return "add nothing";
    LayerModel layer;
    layer.mode = random_.mode();
    layer.material = any_material();
    return put(layer, "add");
  }
  std::string add_shape() {
    if (!has_room()) return "add nothing";
    LayerModel layer;
    layer.kind = LayerKind::Shape;
    layer.shape = static_cast<LayerShape>(random_.between(0, 2));
    layer.shape_box = random_.box(9, 9);
    layer.color = random_.color();
    layer.mode = random_.mode();
    return put(layer, "add_shape");
  }
  std::string add_picture() {
    if (!has_room() || !random_.one_in(3)) return "add nothing";
    LayerModel layer;
    layer.kind = LayerKind::Picture;
    return put(layer, "add_picture");
  }
  std::string put(const LayerModel& model, const std::string& name) {
    Layer layer;
    layer.mode = model.mode;
    layer.material = model.material;
    layer.color = model.color;
    if (model.kind == LayerKind::Shape) {
      layer.shape = model.shape;
      layer.transform = matrix_of_box(model.shape_box);
    }
    if (model.kind == LayerKind::Picture) layer.picture_path = "tree.png";
    image_.add_layer(std::move(layer));
    model_.add(model);
    return name;
  }
  std::string clone() {
    const std::int32_t id = any_layer();
    const auto made = clone_layer(image_, id, limits_);
    CHECK(made.is_ok() == has_room());
    if (!made) return "clone nothing";
    const LayerModel& base = model_.layer(id);
    LayerModel layer;
    layer.kind = LayerKind::Clone;
    layer.base_id = id;
    layer.mode = base.mode;
    layer.material = base.material;
    layer.is_visible = base.is_visible;
    model_.add(std::move(layer));
    return "clone";
  }
  std::string duplicate() {
    const std::int32_t id = any_layer();
    const auto made = duplicate_layer(image_, id, limits_);
    CHECK(made.is_ok() == has_room());
    if (!made) return "duplicate nothing";
    model_.add(model_.layer(id));
    return "duplicate";
  }
  std::string remove() {
    const std::int32_t id = any_layer();
    image_.remove_layer(id);
    model_.remove(id);
    return "remove";
  }
  std::string reorder() {
    const std::int32_t id = any_layer();
    const std::int32_t to = random_.between(0, static_cast<std::int32_t>(model_.layers.size()) - 1);
    CHECK(move_layer(image_, id, to).is_ok());
    const LayerModel layer = model_.layer(id);
    model_.layers.erase(model_.layers.begin() + static_cast<std::ptrdiff_t>(model_.index_of(id)));
    model_.layers.insert(model_.layers.begin() + to, layer);
    return "reorder";
  }
  std::string change() {
    const std::int32_t id = any_layer();
    Layer& layer = image_.edit_layer(id);
    LayerModel& model = model_.layer(id);
    layer.mode = model.mode = random_.one_in(2) ? BlendMode::Over : random_.mode();
    layer.is_visible = model.is_visible = !random_.one_in(3);
    layer.material = model.material = any_material();
    layer.color = model.color = random_.color();
    return "change";
  }
  /// Also to another base, which may make a ring or be missing.
  std::string move_clone() {
    const std::int32_t id = any_layer();
    LayerModel& model = model_.layer(id);
    if (model.kind != LayerKind::Clone) return "move nothing";
    constexpr std::array<std::array<int, 3>, 4> kTurns = {
        {{0, 1, 2}, {1, 0, 2}, {2, 1, 0}, {1, 2, 0}}};
    constexpr double kFactors[] = {1, 1, -1, 0.5, 2};
    model.transform.from = kTurns[static_cast<std::size_t>(random_.between(0, 3))];
    for (std::size_t i = 0; i < 3; ++i) {
      // Only one axis may grow, so that chains of clones stay small.
      model.transform.factor[i] = kFactors[random_.between(0, i == 0 ? 4 : 3)];
      model.transform.offset[i] = random_.between(-8, 8) * 0.5;
    }
    image_.edit_layer(id).transform = model.transform.matrix();
    if (random_.one_in(4)) {
      const std::int32_t base = random_.one_in(3) ? 99 : any_layer();
      image_.edit_layer(id).base_id = model.base_id = base;
    }
    return "move_clone";
  }
  std::string merge() {
    const std::int32_t source = any_layer();
    const std::int32_t target = any_layer();
    const auto result = merge_layers(image_, source, target);
    CHECK(result.is_ok() == (source != target));
    if (source == target) return "merge nothing";
    const bool is_source_upper = model_.index_of(source) > model_.index_of(target);
    merged_modes_.insert(model_.layer(is_source_upper ? source : target).mode);
    model_.merge(source, target);
    return "merge";
  }
  std::string merge_all() {
    if (!random_.one_in(3)) return "merge nothing";
    CHECK(merge_visible(image_).is_ok());
    model_.merge_visible();
    return "merge_all";
  }
  std::string make_normal() {
    const std::int32_t id = any_layer();
    if (model_.layer(id).kind == LayerKind::Picture) return "convert nothing";
    CHECK(make_normal_layer(image_, id).is_ok());
    model_.make_normal(id);
    return "make_normal";
  }
  std::string resize() {
    model_.box = random_.box(6, 18);
    image_.set_box(model_.box);
    return "resize";
  }

  /// Every layer, the flat volume and the viewport's groups against the model.
  void compare() {
    REQUIRE(image_.layers().size() == model_.layers.size());
    CHECK(image_.active_layer_id() == model_.active_id);
    for (std::size_t i = 0; i < model_.layers.size(); ++i) {
      const Layer& layer = *image_.layers()[i];
      const LayerModel& model = model_.layers[i];
      const bool is_alike = layer.id == model.id && layer.kind() == model.kind &&
                            layer.mode == model.mode && layer.is_visible == model.is_visible &&
                            layer.material == model.material;
      if (!is_alike) FAIL("layer " << model.id << " differs");
      if (!(VoxelModel::of(layer_content(image_, layer)) == model_.content(model)))
        FAIL("the content of layer " << model.id << " differs");
    }
    CHECK(VoxelModel::of(flatten_visible(image_)) == model_.flat());
    const ImageModel::Groups expected = model_.groups();
    const std::vector<MaterialGroup> groups = flatten_by_material(image_);
    REQUIRE(groups.size() == expected.size());
    for (std::size_t i = 0; i < groups.size(); ++i) {
      CHECK(groups[i].material == expected[i].second);
      CHECK(VoxelModel::of(groups[i].volume) == expected[i].first);
    }
    if (expected.size() == 1) {
      for (const LayerModel& layer : model_.layers) {
        if (layer.is_visible) grouped_modes_.insert(layer.mode);
      }
    }
  }

  Random random_;
  Limits limits_;
  Image image_;
  ImageModel model_;
  std::set<BlendMode> merged_modes_;
  std::set<BlendMode> grouped_modes_;
};

}  // namespace

TEST_CASE("random programs of layer operations agree with layers that are plain maps") {
  std::set<BlendMode> merged_modes;
  std::set<BlendMode> grouped_modes;
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    INFO("seed " << seed);
    ImageProgram program(seed);
    std::string steps;
    for (int i = 0; i < 40; ++i) {
      INFO("after" << steps);
      steps += " " + program.step();
    }
    merged_modes.insert(program.merged_modes().begin(), program.merged_modes().end());
    grouped_modes.insert(program.grouped_modes().begin(), program.grouped_modes().end());
  }
  CHECK(merged_modes.size() == 9);
  CHECK(grouped_modes.size() == 9);
}

}  // namespace goxel
