#include "daemon/methods/layer_choice.hpp"

#include "core/base/str_cat.hpp"
#include "core/image/flatten.hpp"
#include "core/image/generated.hpp"

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

Result<const Layer*> require_normal_layer(const Image& image, const LayerRef& layer) {
  GOXEL_ASSIGN(const Layer* found, require_layer(image, layer));
  if (found->kind() != LayerKind::Normal) {
    return Error{
        ErrorCode::InvalidParams,
        str_cat("layer ", found->id, " \"", found->name,
                "\" is a clone, shape or picture layer: its voxels follow from another thing")}
        .with("path", "params.layer");
  }
  return found;
}

Result<std::vector<std::int32_t>> require_normal_layers(const Image& image, const LayerRef& layer) {
  const bool is_all = layer.kind == LayerRef::Kind::Name && layer.name == "all" &&
                      image.find_layer(std::string_view(layer.name)) == nullptr;
  std::vector<std::int32_t> ids;
  if (!is_all) {
    GOXEL_ASSIGN(const Layer* found, require_normal_layer(image, layer));
    ids.push_back(found->id);
    return ids;
  }
  for (const CowPtr<Layer>& candidate : image.layers()) {
    if (candidate->kind() == LayerKind::Normal) ids.push_back(candidate->id);
  }
  return ids;
}

Result<Layer*> require_editable_layer(Image& image, const LayerRef& layer) {
  GOXEL_ASSIGN(const Layer* found, require_normal_layer(image, layer));
  return &image.edit_layer(found->id);
}

Result<Volume> require_volume(const Image& image, const LayerRef& layer) {
  if (layer.kind == LayerRef::Kind::AllVisible) return flatten_visible(image);
  GOXEL_ASSIGN(const Layer* found, require_layer(image, layer));
  return layer_content(image, *found);
}

std::int32_t shown_layer_id(const LayerRef& layer) {
  return layer.kind == LayerRef::Kind::Id ? layer.id : 0;
}

}  // namespace goxel::methods
