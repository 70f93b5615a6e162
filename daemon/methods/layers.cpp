#include "daemon/methods/edit.hpp"
#include "daemon/methods/tables.hpp"
#include "daemon/rpc/handler.hpp"

namespace goxel::methods {

using rpc::Access;
using rpc::Call;
using rpc::NoParams;

struct ListedLayer {
  std::int32_t id = 0;
  std::int64_t index = 0;
  std::string name;
  bool visible = true;
  bool active = false;
  std::string mode;
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
                     rpc::field<&R::voxel_count>("voxel_count", "voxels it holds"));
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
  for (const CowPtr<Layer>& layer : call.image().layers()) {
    list.layers.push_back({layer->id, list.count++, layer->name, layer->is_visible,
                           layer->id == call.image().active_layer_id(),
                           std::string(blend_mode_name(layer->mode)), layer->volume.voxel_count()});
  }
  return list;
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

Result<CreateLayerResult> create_layer(Call& call, const CreateLayerParams& params) {
  GOXEL_TRY(check_layer_room(call.image(), call.limits()));
  GOXEL_TRY(check_name("name", params.name, call.limits()));
  Layer layer;
  layer.name = params.name;
  layer.is_visible = params.visible;
  layer.color = {static_cast<std::uint8_t>(params.r), static_cast<std::uint8_t>(params.g),
                 static_cast<std::uint8_t>(params.b), 255};
  GOXEL_ASSIGN(const std::int32_t id,
               edit_image(call, "create_layer", [&](Image& image) -> Result<std::int32_t> {
                 return image.add_layer(std::move(layer));
               }));
  return CreateLayerResult{true, id, params.name, params.visible, {params.r, params.g, params.b}};
}

std::span<const rpc::Method> layer_methods() {
  static constexpr auto kTable = std::to_array<rpc::Method>({
      rpc::method<&list_layers>("list_layers", Access::Peek, "Lists the layers, bottom first."),
      rpc::method<&create_layer>("create_layer", Access::Write,
                                 "Puts a new layer on top and makes it active."),
  });
  return kTable;
}

}  // namespace goxel::methods
