#include "core/image/image.hpp"

#include "core/base/ascii.hpp"
#include "core/base/assert.hpp"
#include "core/base/str_cat.hpp"
#include "core/image/generated.hpp"

#include <algorithm>
#include <unordered_set>

namespace goxel {

namespace {

Layer first_layer() {
  Layer layer;
  layer.id = 1;
  layer.name = "Layer.1";
  return layer;
}

}  // namespace

Image::Image() { layers_.push_back(CowPtr<Layer>::make(first_layer())); }

const Layer& Image::active_layer() const {
  const Layer* layer = find_layer(active_layer_id_);
  GOXEL_CHECK(layer != nullptr);
  return *layer;
}

int Image::layer_index(std::int32_t id) const {
  const auto found = std::find_if(layers_.begin(), layers_.end(),
                                  [&](const CowPtr<Layer>& layer) { return layer->id == id; });
  return found == layers_.end() ? -1 : static_cast<int>(found - layers_.begin());
}

const Layer* Image::find_layer(std::int32_t id) const {
  const int index = layer_index(id);
  return index < 0 ? nullptr : layers_[static_cast<std::size_t>(index)].get();
}

const Layer* Image::find_layer(std::string_view name) const {
  for (const CowPtr<Layer>& layer : layers_) {
    if (layer->name == name) return layer.get();
  }
  return nullptr;
}

Layer& Image::edit_layer(std::int32_t id) {
  const int index = layer_index(id);
  GOXEL_CHECK(index >= 0);
  return layers_[static_cast<std::size_t>(index)].write();
}

std::int32_t Image::free_layer_id() const {
  std::unordered_set<std::int32_t> used;
  for (const CowPtr<Layer>& layer : layers_) used.insert(layer->id);
  std::int32_t id = 1;
  while (used.contains(id)) ++id;
  return id;
}

std::int32_t Image::add_layer(Layer layer) {
  if (layer.id <= 0 || find_layer(layer.id) != nullptr) layer.id = free_layer_id();
  active_layer_id_ = layer.id;
  layers_.push_back(CowPtr<Layer>::make(std::move(layer)));
  return active_layer_id_;
}

void Image::remove_layer(std::int32_t id) {
  const int index = layer_index(id);
  GOXEL_CHECK(index >= 0);
  for (CowPtr<Layer>& layer : layers_) {
    if (layer->base_id != id || layer->id == id) continue;
    Volume content = layer_content(*this, *layer);
    make_normal(layer.write(), std::move(content));
  }
  layers_.erase(layers_.begin() + index);
  if (layers_.empty()) layers_.push_back(CowPtr<Layer>::make(first_layer()));
  if (active_layer_id_ == id) {
    active_layer_id_ = layers_[static_cast<std::size_t>(std::max(0, index - 1))]->id;
  }
}

void Image::move_layer(std::int32_t id, int index) {
  const int from = layer_index(id);
  GOXEL_CHECK(from >= 0);
  const int to = std::clamp(index, 0, static_cast<int>(layers_.size()) - 1);
  CowPtr<Layer> layer = std::move(layers_[static_cast<std::size_t>(from)]);
  layers_.erase(layers_.begin() + from);
  layers_.insert(layers_.begin() + to, std::move(layer));
}

void Image::set_active_layer(std::int32_t id) {
  GOXEL_CHECK(find_layer(id) != nullptr);
  active_layer_id_ = id;
}

void Image::set_layers(std::vector<Layer> layers) {
  if (layers.empty()) layers.push_back(first_layer());
  layers_.clear();
  std::unordered_set<std::int32_t> used;
  for (Layer& layer : layers) {
    GOXEL_CHECK(layer.id > 0 && used.insert(layer.id).second);
    layers_.push_back(CowPtr<Layer>::make(std::move(layer)));
  }
  active_layer_id_ = layers_.back()->id;
}

std::int64_t Image::voxel_count() const {
  std::int64_t total = 0;
  for (const CowPtr<Layer>& layer : layers_) total += layer->volume.voxel_count();
  return total;
}

std::size_t Image::size_bytes() const {
  std::size_t total = sizeof *this;
  for (const CowPtr<Layer>& layer : layers_) total += sizeof(Layer) + layer->volume.size_bytes();
  return total;
}

bool operator==(const Image& a, const Image& b) {
  const auto same_layer = [](const CowPtr<Layer>& x, const CowPtr<Layer>& y) {
    return x == y || *x == *y;
  };
  return std::equal(a.layers_.begin(), a.layers_.end(), b.layers_.begin(), b.layers_.end(),
                    same_layer) &&
         *a.materials_ == *b.materials_ && *a.cameras_ == *b.cameras_ && a.light_ == b.light_ &&
         a.box_ == b.box_ && a.active_layer_id_ == b.active_layer_id_ &&
         a.active_camera_ == b.active_camera_;
}

std::string unused_name(std::string_view base, std::span<const std::string_view> taken) {
  for (int n = 1;; ++n) {
    std::string name = str_cat(base, '.', n);
    const bool is_taken = std::any_of(taken.begin(), taken.end(), [&](std::string_view other) {
      return equal_ignoring_case(name, other);
    });
    if (!is_taken) return name;
  }
}

}  // namespace goxel
