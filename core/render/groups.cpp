#include "core/render/groups.hpp"

#include "core/base/str_cat.hpp"
#include "core/volume/merge.hpp"

#include <algorithm>

namespace goxel {

namespace {

/// The layer's material, or the plain one for an index that a file got wrong.
Material material_of(const Image& image, const Layer& layer) {
  const auto& all = image.materials();
  const std::int32_t index = layer.material.value_or(-1);
  if (index < 0 || index >= static_cast<std::int64_t>(all.size())) return Material{};
  return all[static_cast<std::size_t>(index)];
}

bool has_same_look(const Material& a, const Material& b) {
  return a.color == b.color && a.emission == b.emission;
}

}  // namespace

Result<std::vector<LayerGroup>> layer_groups(
    const Image& image, const std::optional<std::vector<std::int32_t>>& layer_ids) {
  if (layer_ids) {
    for (const std::int32_t id : *layer_ids) {
      if (image.find_layer(id) != nullptr) continue;
      return Error{ErrorCode::NotFound, str_cat("there is no layer with id ", id)};
    }
  }
  const auto is_drawn = [&](const Layer& layer) {
    if (!layer_ids) return layer.is_visible;
    return std::find(layer_ids->begin(), layer_ids->end(), layer.id) != layer_ids->end();
  };
  std::vector<LayerGroup> groups;
  for (const CowPtr<Layer>& layer : image.layers()) {
    if (!is_drawn(*layer)) continue;
    const Material material = material_of(image, *layer);
    const bool is_apart = layer->mode == BlendMode::Over && !groups.empty() &&
                          !has_same_look(groups.back().material, material);
    if (groups.empty() || is_apart) {
      groups.push_back({Volume(), material});
      // The first layer of a group has nothing to blend with.
      merge(groups.back().volume, layer->volume, BlendMode::Over);
    } else {
      merge(groups.back().volume, layer->volume, layer->mode);
    }
  }
  return groups;
}

}  // namespace goxel
