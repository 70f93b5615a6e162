#include "tests/core/image/image_model.hpp"

#include "tests/core/volume/plain_solids.hpp"

#include <cmath>

namespace goxel {

namespace {

IVec3 position_of(const VoxelModel::Key& key) {
  const auto [x, y, z] = key;
  return {x, y, z};
}

/// std::round takes halves away from zero.
std::int32_t rounded(double v) { return static_cast<std::int32_t>(std::round(v)); }

VoxelModel merged(const VoxelModel& below, const VoxelModel& above, BlendMode mode) {
  VoxelModel result = below;
  for (const auto& [key, color] : below.voxels)
    result.set(position_of(key), plain_blend(color, above.at(position_of(key)), mode));
  for (const auto& [key, color] : above.voxels)
    result.set(position_of(key), plain_blend(below.at(position_of(key)), color, mode));
  return result;
}

VoxelModel shape_content(const LayerModel& layer, const IBox& image_box) {
  constexpr ShapeKind kKinds[] = {ShapeKind::Sphere, ShapeKind::Cube, ShapeKind::Cylinder};
  const ShapeKind kind = kKinds[static_cast<std::size_t>(layer.shape)];
  const DVec3 half = to_double(layer.shape_box.size()) * 0.5;
  const DVec3 center = to_double(layer.shape_box.min) + half;
  VoxelModel voxels;
  VoxelModel::for_each_position(intersection(layer.shape_box, image_box), [&](IVec3 p) {
    if (belongs(kind, to_double(p) + DVec3{0.5, 0.5, 0.5} - center, half))
      voxels.set(p, layer.color);
  });
  return voxels;
}

}  // namespace

Mat4 PlainTransform::matrix() const {
  Mat4 matrix;
  std::array<DVec3, 3> columns = {};
  DVec3 last;
  for (std::size_t i = 0; i < 3; ++i) {
    columns[static_cast<std::size_t>(from[i])][static_cast<int>(i)] = factor[i];
    last[static_cast<int>(i)] = offset[i];
  }
  for (int i = 0; i < 3; ++i) matrix.set_column(i, columns[static_cast<std::size_t>(i)]);
  matrix.set_column(3, last);
  return matrix;
}

VoxelModel PlainTransform::moved(const VoxelModel& source) const {
  VoxelModel result;
  for (const auto& [key, color] : source.voxels) {
    const IVec3 p = position_of(key);
    // The places along each axis whose sample is this voxel; the axes do not depend on each other.
    std::array<std::vector<std::int32_t>, 3> places;
    for (std::size_t i = 0; i < 3; ++i) {
      const std::int32_t wanted = p[from[i]];
      const std::int32_t near = rounded(factor[i] * wanted + offset[i]);
      for (std::int32_t q = near - 3; q <= near + 3; ++q) {
        if (rounded((q - offset[i]) / factor[i]) == wanted) places[i].push_back(q);
      }
    }
    for (const std::int32_t x : places[0]) {
      for (const std::int32_t y : places[1]) {
        for (const std::int32_t z : places[2]) result.set({x, y, z}, color);
      }
    }
  }
  return result;
}

std::size_t ImageModel::index_of(std::int32_t id) const {
  std::size_t i = 0;
  while (i < layers.size() && layers[i].id != id) ++i;
  return i;
}

std::int32_t ImageModel::free_id() const {
  std::int32_t id = 1;
  while (index_of(id) < layers.size()) ++id;
  return id;
}

VoxelModel ImageModel::content(const LayerModel& layer) const {
  if (layer.kind == LayerKind::Normal) return layer.voxels;
  if (layer.kind == LayerKind::Shape) return shape_content(layer, box);
  if (layer.kind == LayerKind::Picture) return {};
  std::vector<const LayerModel*> chain = {&layer};
  while (chain.back()->kind == LayerKind::Clone) {
    const std::size_t base = index_of(chain.back()->base_id);
    if (base == layers.size() || chain.size() > layers.size()) return {};
    chain.push_back(&layers[base]);
  }
  VoxelModel voxels = content(*chain.back());
  for (std::size_t i = chain.size() - 1; i-- > 0;) voxels = chain[i]->transform.moved(voxels);
  return voxels;
}

VoxelModel ImageModel::flat() const {
  VoxelModel result;
  for (const auto& [voxels, material] : groups()) result = merged(result, voxels, BlendMode::Over);
  return result;
}

ImageModel::Groups ImageModel::groups() const {
  Groups groups;
  for (const LayerModel& layer : layers) {
    if (!layer.is_visible) continue;
    if (groups.empty() ||
        (layer.mode == BlendMode::Over && layer.material != groups.back().second)) {
      groups.emplace_back(content(layer), layer.material);
    } else {
      groups.back().first = merged(groups.back().first, content(layer), layer.mode);
    }
  }
  return groups;
}

void ImageModel::add(LayerModel layer) {
  layer.id = free_id();
  active_id = layer.id;
  layers.push_back(std::move(layer));
}

void ImageModel::remove(std::int32_t id) {
  make_clones_normal(id);
  const std::size_t index = index_of(id);
  layers.erase(layers.begin() + static_cast<std::ptrdiff_t>(index));
  if (layers.empty()) {
    layers.emplace_back();
    layers.back().id = 1;
  }
  if (active_id == id) active_id = layers[index == 0 ? 0 : index - 1].id;
}

void ImageModel::make_normal(std::int32_t id) {
  LayerModel& made = layer(id);
  made.voxels = content(made);
  made.kind = LayerKind::Normal;
}

void ImageModel::make_clones_normal(std::int32_t base_id) {
  std::vector<std::int32_t> clones;
  for (const LayerModel& layer : layers) {
    if (layer.kind == LayerKind::Clone && layer.base_id == base_id && layer.id != base_id)
      clones.push_back(layer.id);
  }
  for (const std::int32_t id : clones) make_normal(id);
}

void ImageModel::merge(std::int32_t source, std::int32_t target) {
  make_clones_normal(source);
  make_clones_normal(target);
  make_normal(target);
  const bool is_source_upper = index_of(source) > index_of(target);
  const LayerModel& upper = layer(is_source_upper ? source : target);
  const LayerModel& lower = layer(is_source_upper ? target : source);
  layer(target).voxels = merged(content(lower), content(upper), upper.mode);
  remove(source);
}

void ImageModel::merge_visible() {
  std::vector<std::int32_t> visible;
  for (const LayerModel& layer : layers) {
    if (layer.is_visible) visible.push_back(layer.id);
  }
  if (visible.size() < 2) return;
  for (const std::int32_t id : visible) make_clones_normal(id);
  VoxelModel sum = content(layer(visible.front()));
  for (std::size_t i = 1; i < visible.size(); ++i)
    sum = merged(sum, content(layer(visible[i])), layer(visible[i]).mode);
  make_normal(visible.back());
  layer(visible.back()).voxels = std::move(sum);
  active_id = visible.back();
  visible.pop_back();
  for (const std::int32_t id : visible) remove(id);
}

}  // namespace goxel
