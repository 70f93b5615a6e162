#include "core/render/groups.hpp"

#include "core/base/str_cat.hpp"
#include "core/image/flatten.hpp"

#include <algorithm>
#include <utility>

namespace goxel {

namespace {

/// The material, or the plain one for an index that a file got wrong.
Material material_at(const Image& image, std::optional<std::int32_t> index) {
  const auto& all = image.materials();
  const std::int32_t at = index.value_or(-1);
  if (at < 0 || at >= static_cast<std::int64_t>(all.size())) return Material{};
  return all[static_cast<std::size_t>(at)];
}

/// The image with just the given layers visible.
Result<Image> show_only(Image image, const std::vector<std::int32_t>& layer_ids) {
  for (const std::int32_t id : layer_ids) {
    if (image.find_layer(id) != nullptr) continue;
    return Error{ErrorCode::NotFound, str_cat("there is no layer with id ", id)};
  }
  std::vector<std::pair<std::int32_t, bool>> changes;
  for (const CowPtr<Layer>& layer : image.layers()) {
    const bool is_shown =
        std::find(layer_ids.begin(), layer_ids.end(), layer->id) != layer_ids.end();
    if (layer->is_visible != is_shown) changes.emplace_back(layer->id, is_shown);
  }
  for (const auto& [id, is_shown] : changes) image.edit_layer(id).is_visible = is_shown;
  return image;
}

}  // namespace

Result<std::vector<LayerGroup>> layer_groups(
    const Image& image, const std::optional<std::vector<std::int32_t>>& layer_ids) {
  Image shown = image;
  if (layer_ids) {
    GOXEL_ASSIGN(shown, show_only(std::move(shown), *layer_ids));
  }
  std::vector<LayerGroup> groups;
  for (MaterialGroup& group : flatten_by_material(shown)) {
    groups.push_back({std::move(group.volume), material_at(image, group.material)});
  }
  return groups;
}

}  // namespace goxel
