#include "daemon/recovery/image_remainder.hpp"

#include "core/base/str_cat.hpp"
#include "core/formats/codec.hpp"

#include <string_view>

namespace goxel::recovery {

namespace {

// As core/formats/gox_writer.cpp cuts them.
constexpr std::size_t kLayerTextBytes = 255;
constexpr std::size_t kItemNameBytes = 127;

bool survives(std::string_view text, std::size_t max_bytes) {
  return text.size() <= max_bytes && clean_name(text) == text;
}

LayerRemainder layer_remainder(const Layer& layer) {
  LayerRemainder remainder;
  remainder.id = layer.id;
  if (layer.name.empty() || !survives(layer.name, kLayerTextBytes)) remainder.name = layer.name;
  if (!survives(layer.picture_path, kLayerTextBytes)) remainder.picture_path = layer.picture_path;
  if (!layer.shape && layer.color != Layer{}.color) remainder.color = layer.color;
  return remainder;
}

/// Of materials or cameras.
template <class Item>
std::vector<NameRemainder> names_lost(const std::vector<Item>& items) {
  std::vector<NameRemainder> lost;
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (!items[i].name.empty() && survives(items[i].name, kItemNameBytes)) continue;
    lost.push_back({static_cast<std::int32_t>(i), items[i].name});
  }
  return lost;
}

std::int64_t memory_bytes(const Image& image) {
  // Materials and cameras are small, and a reader counts their longest names.
  constexpr std::size_t kItemBytes = 1024;
  const std::size_t items = image.materials().size() + image.cameras().size();
  return static_cast<std::int64_t>(image.size_bytes() + items * kItemBytes);
}

Error does_not_fit(std::string_view what, std::int64_t number) {
  return {ErrorCode::FormatError,
          str_cat("session.json: ", what, ' ', number, " is not in its image")};
}

template <class Item>
Result<void> put_back_names(const std::vector<NameRemainder>& names, std::vector<Item>& items,
                            std::string_view what) {
  for (const NameRemainder& lost : names) {
    const auto index = static_cast<std::size_t>(lost.index);
    if (lost.index < 0 || index >= items.size()) return does_not_fit(what, lost.index);
    items[index].name = lost.name;
  }
  return {};
}

}  // namespace

ImageRemainder remainder_of(const Image& image) {
  ImageRemainder remainder;
  remainder.active_layer = image.active_layer_id();
  remainder.active_camera = image.active_camera();
  const IBox& box = image.box();
  remainder.box = {box.min.x, box.min.y, box.min.z, box.max.x, box.max.y, box.max.z};
  remainder.memory_bytes = memory_bytes(image);
  for (const CowPtr<Layer>& layer : image.layers()) {
    LayerRemainder lost = layer_remainder(*layer);
    if (lost.name || lost.picture_path || lost.color) remainder.layers.push_back(std::move(lost));
  }
  remainder.materials = names_lost(image.materials());
  remainder.cameras = names_lost(image.cameras());
  return remainder;
}

Result<void> put_back(const ImageRemainder& remainder, Image& image) {
  for (const LayerRemainder& lost : remainder.layers) {
    if (image.find_layer(lost.id) == nullptr) return does_not_fit("layer", lost.id);
    Layer& layer = image.edit_layer(lost.id);
    if (lost.name) layer.name = *lost.name;
    if (lost.picture_path) layer.picture_path = *lost.picture_path;
    if (lost.color) layer.color = *lost.color;
  }
  GOXEL_TRY(put_back_names(remainder.materials, image.edit_materials(), "material"));
  GOXEL_TRY(put_back_names(remainder.cameras, image.edit_cameras(), "camera"));
  if (image.find_layer(remainder.active_layer) == nullptr) {
    return does_not_fit("active layer", remainder.active_layer);
  }
  image.set_active_layer(remainder.active_layer);
  const auto camera_count = static_cast<std::int64_t>(image.cameras().size());
  if (remainder.active_camera < -1 || remainder.active_camera >= camera_count) {
    return does_not_fit("active camera", remainder.active_camera);
  }
  image.set_active_camera(remainder.active_camera);
  const auto& box = remainder.box;
  image.set_box({{box[0], box[1], box[2]}, {box[3], box[4], box[5]}});
  return {};
}

}  // namespace goxel::recovery
