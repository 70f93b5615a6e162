#include "daemon/methods/layer_choice.hpp"

#include "core/base/str_cat.hpp"
#include "core/image/flatten.hpp"

namespace goxel::methods {

using rpc::LayerRef;

Result<const Layer*> require_layer(const Image& image, const LayerRef& layer) {
  const Layer* found = nullptr;
  switch (layer.kind) {
    case LayerRef::Kind::Active:
      return &image.active_layer();
    case LayerRef::Kind::AllVisible:
      return Error{ErrorCode::InvalidParams,
                   "params.layer: -2 means all visible layers, and this needs a single one"}
          .with("path", "params.layer");
    case LayerRef::Kind::Id:
      found = image.find_layer(layer.id);
      break;
    case LayerRef::Kind::Name:
      found = image.find_layer(layer.name);
      break;
  }
  if (found != nullptr) return found;
  if (layer.kind == LayerRef::Kind::Id) {
    return Error{ErrorCode::NotFound, str_cat("no layer has the id ", layer.id)};
  }
  return Error{ErrorCode::NotFound, str_cat("no layer has the name \"", layer.name, "\"")};
}

Result<Layer*> require_editable_layer(Image& image, const LayerRef& layer) {
  GOXEL_ASSIGN(const Layer* found, require_layer(image, layer));
  if (found->kind() != LayerKind::Normal) {
    return Error{
        ErrorCode::InvalidParams,
        str_cat("layer ", found->id, " \"", found->name,
                "\" is a clone, shape or picture layer: its voxels follow from another thing")}
        .with("path", "params.layer");
  }
  return &image.edit_layer(found->id);
}

Result<Volume> require_volume(const Image& image, const LayerRef& layer) {
  if (layer.kind == LayerRef::Kind::AllVisible) return flatten_visible(image);
  GOXEL_ASSIGN(const Layer* found, require_layer(image, layer));
  return found->volume;
}

std::int32_t shown_layer_id(const LayerRef& layer) {
  return layer.kind == LayerRef::Kind::Id ? layer.id : 0;
}

}  // namespace goxel::methods
