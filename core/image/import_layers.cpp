#include "core/image/import_layers.hpp"

#include "core/base/str_cat.hpp"
#include "core/image/flatten.hpp"
#include "core/image/generated.hpp"
#include "core/volume/merge.hpp"
#include "core/volume/transform.hpp"

#include <algorithm>
#include <map>

namespace goxel {

namespace {

Result<void> check_imported_size(const Image& image, const Limits& limits) {
  const auto size = static_cast<std::int64_t>(image.size_bytes());
  if (size <= limits.session_bytes) return {};
  return Error{ErrorCode::LimitExceeded,
               str_cat("the project would take ", size,
                       " bytes with the imported model; the limit is ", limits.session_bytes)}
      .with("limit", "session_bytes")
      .with("maximum", limits.session_bytes)
      .with("found", size);
}

Result<Volume> moved_by(const Volume& volume, IVec3 offset) {
  if (offset == IVec3{}) return volume;
  GridMap map;
  map.offset = to_long(offset);
  return mapped(volume, map);
}

/// A copy of a layer of `source`, moved; ids and materials are still those of `source`.
Result<Layer> moved_copy(const Image& source, const Layer& original, IVec3 offset) {
  Layer layer = original;
  if (layer.kind() == LayerKind::Shape) {
    GOXEL_ASSIGN(Volume content, whole_content(source, original));
    make_normal(layer, std::move(content));
  }
  GOXEL_ASSIGN(layer.volume, moved_by(layer.volume, offset));
  if (offset == IVec3{}) return layer;
  const DVec3 move = to_double(offset);
  // A clone moves a base that has moved already: there * transform * back.
  const bool is_clone = layer.kind() == LayerKind::Clone;
  const DVec3 back = is_clone ? transform_direction(layer.transform, move) : DVec3{};
  layer.transform.set_column(3, layer.transform.column(3) + move - back);
  if (layer.box) layer.box->set_column(3, layer.box->column(3) + move);
  return layer;
}

/// Numbers of materials of one image as numbers of another's, which gets those it lacks.
class MaterialImport {
 public:
  MaterialImport(Image& image, const Image& source) : image_(image), source_(source) {}

  std::int32_t number_of(std::int32_t material) {
    const auto [known, is_new] = numbers_.try_emplace(material, 0);
    if (!is_new) return known->second;
    const Material& wanted = source_.materials()[static_cast<std::size_t>(material)];
    const std::vector<Material>& there = image_.materials();
    const auto found = std::find(there.begin(), there.end(), wanted);
    known->second = static_cast<std::int32_t>(found - there.begin());
    if (found == there.end()) image_.edit_materials().push_back(wanted);
    return known->second;
  }

 private:
  Image& image_;
  const Image& source_;
  std::map<std::int32_t, std::int32_t> numbers_;
};

Result<void> check_layer_count(const Image& image, const Image& source, const Limits& limits) {
  const auto count = static_cast<std::int64_t>(image.layers().size() + source.layers().size());
  if (count <= limits.layers) return {};
  return Error{ErrorCode::LimitExceeded,
               str_cat("the project would have ", count, " layers; the limit is ", limits.layers)}
      .with("limit", "layers")
      .with("maximum", limits.layers)
      .with("found", count);
}

}  // namespace

Result<std::vector<std::int32_t>> import_layers(Image& image, const Image& source, IVec3 offset,
                                                const Limits& limits) {
  GOXEL_TRY(check_layer_count(image, source, limits));
  Image changed = image;
  MaterialImport materials(changed, source);
  std::vector<std::int32_t> ids;
  std::map<std::int32_t, std::int32_t> id_of;  // by the id in `source`
  for (const CowPtr<Layer>& original : source.layers()) {
    GOXEL_ASSIGN(Layer layer, moved_copy(source, *original, offset));
    layer.id = 0;
    if (layer.material) layer.material = materials.number_of(*layer.material);
    ids.push_back(changed.add_layer(std::move(layer)));
    id_of[original->id] = ids.back();
  }
  for (const std::int32_t id : ids) {
    const std::int32_t base = changed.find_layer(id)->base_id;
    if (base != 0) changed.edit_layer(id).base_id = id_of[base];
  }
  GOXEL_TRY(check_imported_size(changed, limits));
  image = std::move(changed);
  return ids;
}

Result<std::int64_t> import_into_layer(Image& image, std::int32_t id, const Image& source,
                                       IVec3 offset, const Limits& limits) {
  GOXEL_ASSIGN(const Volume volume, moved_by(flatten_visible(source), offset));
  Image changed = image;
  merge(changed.edit_layer(id).volume, volume, BlendMode::Over);
  GOXEL_TRY(check_imported_size(changed, limits));
  image = std::move(changed);
  return volume.voxel_count();
}

}  // namespace goxel
