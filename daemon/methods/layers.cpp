#include "core/image/generated.hpp"
#include "core/image/layer_operations.hpp"
#include "core/volume/bounds.hpp"
#include "daemon/methods/edit.hpp"
#include "daemon/methods/layer_details.hpp"
#include "daemon/methods/tables.hpp"
#include "daemon/rpc/edit_method.hpp"
#include "daemon/rpc/handler.hpp"

namespace goxel::methods {

using rpc::Access;
using rpc::Call;
using rpc::Editor;
using rpc::LayerRef;
using rpc::NoParams;

struct ListedLayer {
  std::int32_t id = 0;
  std::int64_t index = 0;
  std::string name;
  bool visible = true;
  bool active = false;
  BlendMode mode = BlendMode::Over;
  std::int64_t voxel_count = 0;
};
constexpr auto fields_of(rpc::Of<ListedLayer>) {
  using R = ListedLayer;
  return rpc::fields(rpc::field<&R::id>("id", "unique in the project, from 1"),
                     rpc::field<&R::index>("index", "from the bottom, from 0"),
                     rpc::field<&R::name>("name", "of the layer"),
                     rpc::field<&R::visible>("visible", "whether it is drawn"),
                     rpc::field<&R::active>("active", "whether edits that name no layer go to it"),
                     rpc::field<&R::mode>("mode", "how it is put over what is below"),
                     rpc::field<&R::voxel_count>("voxel_count", "voxels it shows"));
}

struct LayerList {
  std::int64_t count = 0;
  std::vector<ListedLayer> layers;
};
constexpr auto fields_of(rpc::Of<LayerList>) {
  return rpc::fields(
      rpc::field<&LayerList::count>("count", "number of layers; 0 with nothing open"),
      rpc::field<&LayerList::layers>("layers", "bottom first"));
}

Result<LayerList> list_layers(Call& call, const NoParams&) {
  LayerList list;
  if (!call.has_session()) return list;
  const Image& image = call.image();
  for (const CowPtr<Layer>& layer : image.layers()) {
    list.layers.push_back({layer->id, list.count++, layer->name, layer->is_visible,
                           layer->id == image.active_layer_id(), layer->mode,
                           layer_content(image, *layer).voxel_count()});
  }
  return list;
}

struct LayerParams {
  LayerRef layer;
};
constexpr auto fields_of(rpc::Of<LayerParams>) {
  return rpc::fields(layer_field<&LayerParams::layer>());
}

Result<LayerDetails> get_layer(Call& call, const LayerParams& params) {
  GOXEL_ASSIGN(const Layer* layer, require_layer(call.image(), params.layer));
  return describe_layer(call.image(), *layer);
}

struct CreateLayerParams {
  std::string name = "New Layer";
  std::int32_t r = 255;
  std::int32_t g = 255;
  std::int32_t b = 255;
  bool visible = true;
};
constexpr auto fields_of(rpc::Of<CreateLayerParams>) {
  using P = CreateLayerParams;
  return rpc::fields(rpc::field<&P::name>("name", "of the layer").optional(),
                     rpc::field<&P::r>("r", "red of the layer's colour").optional().range(0, 255),
                     rpc::field<&P::g>("g", "green of it").optional().range(0, 255),
                     rpc::field<&P::b>("b", "blue of it").optional().range(0, 255),
                     rpc::field<&P::visible>("visible", "whether it is drawn").optional());
}

struct CreateLayerResult {
  bool success = true;
  std::int32_t id = 0;
  std::string name;
  bool visible = true;
  std::array<std::int32_t, 3> color{};
};
constexpr auto fields_of(rpc::Of<CreateLayerResult>) {
  using R = CreateLayerResult;
  return rpc::fields(rpc::field<&R::success>("success", "always true"),
                     rpc::field<&R::id>("id", "of the new layer"),
                     rpc::field<&R::name>("name", "as given"),
                     rpc::field<&R::visible>("visible", "as given"),
                     rpc::field<&R::color>("color", "as given, [r,g,b]"));
}

Result<CreateLayerResult> create_layer(Editor& editor, const CreateLayerParams& params) {
  GOXEL_TRY(check_layer_room(editor.image(), editor.limits()));
  GOXEL_TRY(check_name("name", params.name, editor.limits()));
  Layer layer;
  layer.name = params.name;
  layer.is_visible = params.visible;
  layer.color = {static_cast<std::uint8_t>(params.r), static_cast<std::uint8_t>(params.g),
                 static_cast<std::uint8_t>(params.b), 255};
  GOXEL_ASSIGN(const std::int32_t id,
               edit_image(editor, "create_layer", [&](Image& image) -> Result<std::int32_t> {
                 return image.add_layer(std::move(layer));
               }));
  return CreateLayerResult{true, id, params.name, params.visible, {params.r, params.g, params.b}};
}

struct DeleteLayerParams {
  std::optional<LayerRef> layer;
  std::optional<std::string> layer_name;
};
constexpr auto fields_of(rpc::Of<DeleteLayerParams>) {
  using P = DeleteLayerParams;
  return rpc::fields(
      rpc::field<&P::layer>("layer", "id or name; 0 or -1: the one of layer_name, else the active")
          .alias("layer_id"),
      rpc::field<&P::layer_name>("layer_name", "instead of layer, or beside a layer of -1")
          .alias("name"));
}

Result<Done> delete_layer(Editor& editor, const DeleteLayerParams& params) {
  if (!params.layer && !params.layer_name) {
    return invalid_param("layer", "missing; give it, or layer_name");
  }
  LayerRef meant = params.layer.value_or(LayerRef{});
  if (meant.kind == LayerRef::Kind::Active && params.layer_name) {
    meant = {LayerRef::Kind::Name, 0, *params.layer_name};
  }
  GOXEL_ASSIGN(const Layer* layer, require_layer(editor.image(), meant));
  return edit_image(editor, "delete_layer", [id = layer->id](Image& image) -> Result<Done> {
    GOXEL_TRY(goxel::delete_layer(image, id));
    return Done{};
  });
}

struct RenameLayerParams {
  LayerRef layer;
  std::string name;
};
constexpr auto fields_of(rpc::Of<RenameLayerParams>) {
  using P = RenameLayerParams;
  return rpc::fields(layer_field<&P::layer>(), rpc::field<&P::name>("name", "the new one"));
}

Result<LayerDone> rename_layer(Editor& editor, const RenameLayerParams& params) {
  GOXEL_TRY(check_name("name", params.name, editor.limits()));
  return edit_layer(editor, "rename_layer", params.layer,
                    [&](Layer& layer) { layer.name = params.name; });
}

struct CopyLayerParams {
  LayerRef layer;
  std::optional<std::string> name;
};
constexpr auto fields_of(rpc::Of<CopyLayerParams>) {
  using P = CopyLayerParams;
  return rpc::fields(
      layer_field<&P::layer>(),
      rpc::field<&P::name>("name", "of the new layer; absent: the old one's, numbered"));
}

namespace {

using CopyLayer = Result<std::int32_t> (*)(Image&, std::int32_t, const Limits&);

Result<LayerDone> copy_layer(Editor& editor, std::string_view method, const CopyLayerParams& params,
                             CopyLayer copy) {
  GOXEL_TRY(check_layer_room(editor.image(), editor.limits()));
  if (params.name) GOXEL_TRY(check_name("name", *params.name, editor.limits()));
  GOXEL_ASSIGN(const Layer* layer, require_layer(editor.image(), params.layer));
  return edit_image(editor, method, [&, id = layer->id](Image& image) -> Result<LayerDone> {
    GOXEL_ASSIGN(const std::int32_t made, copy(image, id, editor.limits()));
    if (params.name) image.edit_layer(made).name = *params.name;
    return LayerDone{true, made, image.find_layer(made)->name};
  });
}

}  // namespace

Result<LayerDone> duplicate_layer(Editor& editor, const CopyLayerParams& params) {
  return copy_layer(editor, "duplicate_layer", params, &goxel::duplicate_layer);
}

Result<LayerDone> clone_layer(Editor& editor, const CopyLayerParams& params) {
  return copy_layer(editor, "clone_layer", params, &goxel::clone_layer);
}

Result<LayerDone> set_active_layer(Editor& editor, const LayerParams& params) {
  GOXEL_ASSIGN(const Layer* layer, require_layer(editor.image(), params.layer));
  return edit_image(editor, "set_active_layer",
                    [id = layer->id](Image& image) -> Result<LayerDone> {
                      image.set_active_layer(id);
                      return LayerDone{true, id, image.active_layer().name};
                    });
}

std::span<const rpc::Method> layer_methods() {
  static constexpr auto kTable = std::to_array<rpc::Method>({
      rpc::method<&list_layers>("list_layers", Access::Peek, "Lists the layers, bottom first."),
      rpc::method<&get_layer>("get_layer", Access::Read, "Tells all about one layer."),
      rpc::edit_method<&create_layer>("create_layer",
                                      "Puts a new layer on top and makes it active."),
      rpc::edit_method<&delete_layer>("delete_layer",
                                      "Removes a layer; the last one leaves an empty one.")
          .freeing(),
      rpc::edit_method<&rename_layer>("rename_layer", "Gives a layer another name."),
      rpc::edit_method<&duplicate_layer>("duplicate_layer",
                                         "Puts a copy of a layer on top and makes it active."),
      rpc::edit_method<&clone_layer>("clone_layer",
                                     "Puts a layer on top that shows what another one holds."),
      rpc::edit_method<&set_active_layer>("set_active_layer",
                                          "Says where edits go that name no layer."),
  });
  return kTable;
}

}  // namespace goxel::methods
