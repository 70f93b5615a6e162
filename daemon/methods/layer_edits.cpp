#include "core/base/str_cat.hpp"
#include "core/image/generated.hpp"
#include "core/image/layer_operations.hpp"
#include "daemon/methods/layer_details.hpp"
#include "daemon/methods/scene_items.hpp"
#include "daemon/methods/tables.hpp"
#include "daemon/rpc/edit_method.hpp"

namespace goxel::methods {

using rpc::Editor;
using rpc::LayerRef;
using rpc::NoParams;

struct MoveLayerParams {
  LayerRef layer;
  std::int64_t index = 0;
};
constexpr auto fields_of(rpc::Of<MoveLayerParams>) {
  using P = MoveLayerParams;
  return rpc::fields(layer_field<&P::layer>(),
                     rpc::field<&P::index>("index", "where it goes, from the bottom, from 0"));
}

Result<LayerDone> move_layer(Editor& editor, const MoveLayerParams& params) {
  GOXEL_ASSIGN(const Layer* layer, require_layer(editor.image(), params.layer));
  const auto count = static_cast<std::int64_t>(editor.image().layers().size());
  if (params.index < 0 || params.index >= count) {
    return invalid_param("index", str_cat(params.index, " is outside 0..", count - 1));
  }
  return edit_image(editor, "move_layer", [&, id = layer->id](Image& image) -> Result<LayerDone> {
    GOXEL_TRY(goxel::move_layer(image, id, params.index));
    return LayerDone{true, id, image.find_layer(id)->name};
  });
}

struct MergeLayersParams {
  LayerRef source;
  LayerRef target;
};
constexpr auto fields_of(rpc::Of<MergeLayersParams>) {
  using P = MergeLayersParams;
  return rpc::fields(rpc::field<&P::source>("source", "id or name of the layer that goes")
                         .alias("source_layer_id"),
                     rpc::field<&P::target>("target", "id or name of the one that stays")
                         .alias("target_layer_id"));
}

namespace {

/// A layer that must be said: merging away the active one by leaving something out is no good.
Result<const Layer*> require_named_layer(const Image& image, std::string_view path,
                                         const LayerRef& layer) {
  if (layer.kind == LayerRef::Kind::Active) {
    return invalid_param(path, "it must be the id, from 1, or the name of a layer");
  }
  return require_layer(image, layer);
}

}  // namespace

Result<LayerDone> merge_layers(Editor& editor, const MergeLayersParams& params) {
  GOXEL_ASSIGN(const Layer* source, require_named_layer(editor.image(), "source", params.source));
  GOXEL_ASSIGN(const Layer* target, require_named_layer(editor.image(), "target", params.target));
  if (source == target) return invalid_param("source", "it is the target");
  const auto merge = [from = source->id, to = target->id](Image& image) -> Result<LayerDone> {
    GOXEL_TRY(goxel::merge_layers(image, from, to));
    return LayerDone{true, to, image.find_layer(to)->name};
  };
  return edit_image(editor, "merge_layers", merge);
}

Result<LayerDone> merge_visible(Editor& editor, const NoParams&) {
  return edit_image(editor, "merge_visible", [](Image& image) -> Result<LayerDone> {
    GOXEL_TRY(goxel::merge_visible(image));
    return LayerDone{true, image.active_layer_id(), image.active_layer().name};
  });
}

struct SetLayerVisibilityParams {
  LayerRef layer;
  bool visible = true;
};
constexpr auto fields_of(rpc::Of<SetLayerVisibilityParams>) {
  using P = SetLayerVisibilityParams;
  return rpc::fields(layer_field<&P::layer>(),
                     rpc::field<&P::visible>("visible", "whether it is drawn").optional());
}

struct SetLayerVisibilityResult {
  bool success = true;
  bool visible = true;
};
constexpr auto fields_of(rpc::Of<SetLayerVisibilityResult>) {
  using R = SetLayerVisibilityResult;
  return rpc::fields(rpc::field<&R::success>("success", "always true"),
                     rpc::field<&R::visible>("visible", "as given"));
}

Result<SetLayerVisibilityResult> set_layer_visibility(Editor& editor,
                                                      const SetLayerVisibilityParams& params) {
  GOXEL_TRY(edit_layer(editor, "set_layer_visibility", params.layer,
                       [&](Layer& layer) { layer.is_visible = params.visible; }));
  return SetLayerVisibilityResult{true, params.visible};
}

struct SetLayerParams {
  LayerRef layer;
  std::optional<WordOrNumber<BlendMode>> mode;
  std::optional<NameOrIndex> material;
  std::optional<MatrixNumbers> transform;
  std::optional<IBox> box;
  std::optional<std::string> name;
  std::optional<bool> visible;
  std::optional<Rgba> color;
  bool no_box = false;
};
constexpr auto fields_of(rpc::Of<SetLayerParams>) {
  using P = SetLayerParams;
  return rpc::fields(
      layer_field<&P::layer>(), rpc::field<&P::mode>("mode", "how it is put over what is below"),
      rpc::field<&P::material>("material", "index or name; -1 takes it away"),
      rpc::field<&P::transform>("transform",
                                "16 numbers, column by column; moves clones and shapes, of other "
                                "layers it is the origin only"),
      rpc::field<&P::box>(
          "box", "of its own, both corners inclusive: shapes and lines are drawn inside only"),
      rpc::field<&P::name>("name", "of the layer"),
      rpc::field<&P::visible>("visible", "whether it is drawn"),
      rpc::field<&P::color>("color", "of a shape layer"),
      rpc::field<&P::no_box>("no_box", "takes the box away").optional());
}

Result<LayerDetails> set_layer(Editor& editor, const SetLayerParams& params) {
  GOXEL_ASSIGN(const Layer* found, require_layer(editor.image(), params.layer));
  if (params.name) GOXEL_TRY(check_name("name", *params.name, editor.limits()));
  if (params.box && params.no_box) return invalid_param("no_box", "a box is given as well");
  if (params.box && params.box->is_empty()) return invalid_param("box", "it is empty");
  const std::int32_t id = found->id;
  Layer changed = *found;
  if (params.mode) changed.mode = params.mode->value;
  if (params.material && params.material->index == -1) {
    changed.material.reset();
  } else if (params.material) {
    GOXEL_ASSIGN(changed.material, require_material(editor.image(), *params.material));
  }
  if (params.transform) {
    GOXEL_ASSIGN(changed.transform, matrix_of("transform", *params.transform));
  }
  if (params.box) changed.box = matrix_of_box(*params.box);
  if (params.no_box) changed.box.reset();
  if (params.name) changed.name = *params.name;
  if (params.visible) changed.is_visible = *params.visible;
  if (params.color) changed.color = *params.color;
  if (const auto shown = whole_content(editor.image(), changed); !shown) return shown.error();
  GOXEL_TRY(edit_layer(editor, "set_layer", {LayerRef::Kind::Id, id, {}},
                       [&](Layer& layer) { layer = std::move(changed); }));
  LayerDetails details = describe_layer(editor.image(), *editor.image().find_layer(id));
  details.success = true;
  return details;
}

struct CreateShapeLayerParams {
  LayerShape shape = LayerShape::Sphere;
  std::optional<IVec3> min;
  std::optional<IVec3> max;
  Rgba color{255, 255, 255, 255};
  std::optional<std::string> name;
  std::optional<MatrixNumbers> transform;
};
constexpr auto fields_of(rpc::Of<CreateShapeLayerParams>) {
  using P = CreateShapeLayerParams;
  return rpc::fields(
      rpc::field<&P::shape>("shape", "sphere, cube or cylinder"),
      rpc::field<&P::min>("min", "first voxel of the box it fills; absent: the image box"),
      rpc::field<&P::max>("max", "last voxel of it"),
      rpc::field<&P::color>("color", "of its voxels").optional(),
      rpc::field<&P::name>("name", "of the layer; absent: numbered"),
      rpc::field<&P::transform>("transform",
                                "instead of a box: 16 numbers, column by column, that place the "
                                "cube from -1 to 1"));
}

Result<LayerDone> create_shape_layer(Editor& editor, const CreateShapeLayerParams& params) {
  GOXEL_TRY(check_layer_room(editor.image(), editor.limits()));
  if (params.name) GOXEL_TRY(check_name("name", *params.name, editor.limits()));
  GOXEL_ASSIGN(const std::optional<IBox> box, optional_box(params.min, params.max));
  if (box && params.transform) return invalid_param("transform", "a box is given as well");
  if (box && box->is_empty()) return invalid_param("max", "it lies before min");
  Layer layer;
  layer.shape = params.shape;
  layer.color = params.color;
  layer.transform = matrix_of_box(box.value_or(editor.image().box()));
  if (params.transform) {
    GOXEL_ASSIGN(layer.transform, matrix_of("transform", *params.transform));
  }
  std::vector<std::string_view> taken;
  for (const CowPtr<Layer>& other : editor.image().layers()) taken.push_back(other->name);
  layer.name = params.name ? *params.name : unused_name("Layer", taken);
  return edit_image(editor, "create_shape_layer", [&](Image& image) -> Result<LayerDone> {
    GOXEL_TRY(check_shape_size(image, layer));
    const std::int32_t id = image.add_layer(std::move(layer));
    return LayerDone{true, id, image.find_layer(id)->name};
  });
}

std::span<const rpc::Method> layer_edit_methods() {
  static constexpr auto kTable = std::to_array<rpc::Method>({
      rpc::edit_method<&move_layer>("move_layer", "Moves a layer up or down."),
      rpc::edit_method<&merge_layers>("merge_layers",
                                      "Merges a layer into another and removes it."),
      rpc::edit_method<&merge_visible>("merge_visible",
                                       "Merges all visible layers into the topmost of them."),
      rpc::edit_method<&set_layer_visibility>("set_layer_visibility", "Shows or hides a layer."),
      rpc::edit_method<&set_layer>("set_layer", "Changes attributes of a layer."),
      rpc::edit_method<&create_shape_layer>("create_shape_layer",
                                            "Puts a layer on top that shows one solid."),
  });
  return kTable;
}

}  // namespace goxel::methods
