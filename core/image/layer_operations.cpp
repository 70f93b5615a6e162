#include "core/image/layer_operations.hpp"

#include "core/base/str_cat.hpp"
#include "core/image/generated.hpp"
#include "core/volume/merge.hpp"

#include <algorithm>
#include <vector>

namespace goxel {

namespace {

Result<void> require_layer(const Image& image, std::int32_t id) {
  if (image.find_layer(id) != nullptr) return {};
  return Error{ErrorCode::NotFound, str_cat("there is no layer with id ", id)};
}

Result<void> require_room(const Image& image, const Limits& limits) {
  if (static_cast<std::int64_t>(image.layers().size()) < limits.layers) return {};
  return Error{ErrorCode::LimitExceeded, str_cat("the project has ", image.layers().size(),
                                                 " layers; the limit is ", limits.layers)};
}

std::string unused_layer_name(const Image& image, std::string_view base) {
  std::vector<std::string_view> taken;
  for (const CowPtr<Layer>& layer : image.layers()) taken.push_back(layer->name);
  return unused_name(base, taken);
}

/// A name without its ".N", so that copies of "Wall.2" are numbered with the walls.
std::string_view name_stem(std::string_view name) {
  const std::size_t dot = name.find_last_of('.');
  if (dot == std::string_view::npos || dot == 0 || dot + 1 == name.size()) return name;
  const auto digits = name.substr(dot + 1);
  const bool is_number =
      std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
  return is_number ? name.substr(0, dot) : name;
}

/// A name as long as the limit has no room for a number.
std::string copy_name(const Image& image, const Layer& layer, const Limits& limits) {
  std::string name = unused_layer_name(image, name_stem(layer.name));
  return static_cast<std::int64_t>(name.size()) <= limits.name_bytes
             ? name
             : unused_layer_name(image, "Layer");
}

Result<void> make_normal(Image& image, std::int32_t id) {
  const Layer* layer = image.find_layer(id);
  if (layer->kind() != LayerKind::Clone && layer->kind() != LayerKind::Shape) return {};
  GOXEL_ASSIGN(Volume content, whole_content(image, *layer));
  goxel::make_normal(image.edit_layer(id), std::move(content));
  return {};
}

Result<void> make_clones_normal(Image& image, std::int32_t base_id) {
  std::vector<std::int32_t> clones;
  for (const CowPtr<Layer>& layer : image.layers()) {
    if (layer->base_id == base_id) clones.push_back(layer->id);
  }
  for (const std::int32_t id : clones) GOXEL_TRY(make_normal(image, id));
  return {};
}

}  // namespace

Result<std::int32_t> duplicate_layer(Image& image, std::int32_t id, const Limits& limits) {
  GOXEL_TRY(require_layer(image, id));
  GOXEL_TRY(require_room(image, limits));
  Layer copy = *image.find_layer(id);
  copy.name = copy_name(image, copy, limits);
  copy.id = 0;
  return image.add_layer(std::move(copy));
}

Result<std::int32_t> clone_layer(Image& image, std::int32_t id, const Limits& limits) {
  GOXEL_TRY(require_layer(image, id));
  GOXEL_TRY(require_room(image, limits));
  const Layer& base = *image.find_layer(id);
  Layer clone;
  clone.name = copy_name(image, base, limits);
  clone.base_id = id;
  clone.mode = base.mode;
  clone.material = base.material;
  clone.is_visible = base.is_visible;
  return image.add_layer(std::move(clone));
}

Result<void> make_normal_layer(Image& image, std::int32_t id) {
  GOXEL_TRY(require_layer(image, id));
  return make_normal(image, id);
}

Result<void> delete_layer(Image& image, std::int32_t id) {
  GOXEL_TRY(require_layer(image, id));
  Image work = image;
  GOXEL_TRY(make_clones_normal(work, id));
  work.remove_layer(id);
  image = std::move(work);
  return {};
}

Result<void> merge_layers(Image& image, std::int32_t source, std::int32_t target) {
  GOXEL_TRY(require_layer(image, source));
  GOXEL_TRY(require_layer(image, target));
  if (source == target) {
    return Error{ErrorCode::InvalidParams,
                 str_cat("layer ", source, " cannot be merged into itself")};
  }
  Image work = image;
  GOXEL_TRY(make_clones_normal(work, source));
  GOXEL_TRY(make_clones_normal(work, target));
  const bool is_source_upper = work.layer_index(source) > work.layer_index(target);
  const Layer& lower = *work.find_layer(is_source_upper ? target : source);
  const Layer& upper = *work.find_layer(is_source_upper ? source : target);
  GOXEL_ASSIGN(Volume merged, whole_content(work, lower));
  GOXEL_ASSIGN(const Volume above, whole_content(work, upper));
  merge(merged, above, upper.mode);
  goxel::make_normal(work.edit_layer(target), std::move(merged));
  work.remove_layer(source);
  image = std::move(work);
  return {};
}

Result<void> merge_visible(Image& image) {
  std::vector<std::int32_t> visible;
  for (const CowPtr<Layer>& layer : image.layers()) {
    if (layer->is_visible) visible.push_back(layer->id);
  }
  if (visible.size() < 2) return {};
  Image work = image;
  for (const std::int32_t id : visible) GOXEL_TRY(make_clones_normal(work, id));
  GOXEL_ASSIGN(Volume merged, whole_content(work, *work.find_layer(visible.front())));
  for (std::size_t i = 1; i < visible.size(); ++i) {
    const Layer& layer = *work.find_layer(visible[i]);
    GOXEL_ASSIGN(const Volume content, whole_content(work, layer));
    merge(merged, content, layer.mode);
  }
  goxel::make_normal(work.edit_layer(visible.back()), std::move(merged));
  work.set_active_layer(visible.back());
  visible.pop_back();
  for (const std::int32_t id : visible) work.remove_layer(id);
  image = std::move(work);
  return {};
}

Result<void> move_layer(Image& image, std::int32_t id, std::int64_t index) {
  GOXEL_TRY(require_layer(image, id));
  const auto count = static_cast<std::int64_t>(image.layers().size());
  if (index < 0 || index >= count) {
    return Error{ErrorCode::InvalidParams, str_cat("index ", index, " is outside 0..", count - 1)};
  }
  image.move_layer(id, static_cast<int>(index));
  return {};
}

}  // namespace goxel
