#pragma once

#include "core/base/cow_ptr.hpp"
#include "core/base/result.hpp"
#include "core/image/layer.hpp"
#include "core/image/scene.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace goxel {

/// The box that a new image has: (-16,-16,0) to (16,16,32).
inline constexpr IBox kDefaultImageBox{{-16, -16, 0}, {16, 16, 32}};

/// A voxel project's content: layers bottom first, one of them active, cameras, materials, light
/// and box.
///
/// A value with copy-on-write: copying costs one pointer a layer, and a copy never changes when the
/// original does. There is always at least one layer. Written by the thread that owns this object;
/// const use from any thread.
class Image {
 public:
  /// One empty layer "Layer.1" with id 1, active, and the default box.
  Image();

  std::span<const CowPtr<Layer>> layers() const { return layers_; }
  std::int32_t active_layer_id() const { return active_layer_id_; }
  const Layer& active_layer() const;
  /// Null when there is none.
  const Layer* find_layer(std::int32_t id) const;
  /// The first layer of that name, from the bottom; null when there is none.
  const Layer* find_layer(std::string_view name) const;
  /// Position from the bottom, or -1.
  int layer_index(std::int32_t id) const;

  /// The layer for writing, a copy of its own when a snapshot shares it. `id` must exist.
  Layer& edit_layer(std::int32_t id);
  /// Puts a layer on top and makes it active. An id of 0, or one in use, becomes the smallest free
  /// one. Returns the id.
  std::int32_t add_layer(Layer layer);
  /// `id` must exist. Removing the last layer puts an empty "Layer.1" in its place; removing the
  /// active one makes the one below (else the bottom one) active. Clones of it keep their voxels
  /// and become normal layers.
  void remove_layer(std::int32_t id);
  /// Puts a layer at position `index` from the bottom, clamped to what there is. `id` must exist.
  void move_layer(std::int32_t id, int index);
  /// `id` must exist.
  void set_active_layer(std::int32_t id);
  /// Replaces all layers, as a loader does. Ids must be unique and positive; none given means one
  /// empty layer. The top layer becomes active.
  void set_layers(std::vector<Layer> layers);

  const std::vector<Material>& materials() const { return *materials_; }
  std::vector<Material>& edit_materials() { return materials_.write(); }
  const std::vector<Camera>& cameras() const { return *cameras_; }
  std::vector<Camera>& edit_cameras() { return cameras_.write(); }
  /// Index into cameras(), or -1.
  int active_camera() const { return active_camera_; }
  void set_active_camera(int index) { active_camera_ = index; }

  const Light& light() const { return light_; }
  void set_light(const Light& light) { light_ = light; }
  const IBox& box() const { return box_; }
  void set_box(const IBox& box) { box_ = box; }

  /// Sum over layers of voxels with alpha above 0. O(layers).
  std::int64_t voxel_count() const;
  std::size_t size_bytes() const;

  friend bool operator==(const Image& a, const Image& b);

 private:
  std::int32_t free_layer_id() const;

  std::vector<CowPtr<Layer>> layers_;
  CowPtr<std::vector<Material>> materials_ = CowPtr<std::vector<Material>>::make();
  CowPtr<std::vector<Camera>> cameras_ = CowPtr<std::vector<Camera>>::make();
  Light light_;
  IBox box_ = kDefaultImageBox;
  std::int32_t active_layer_id_ = 1;
  int active_camera_ = -1;
};

/// "base.N" with the smallest N from 1 that no element of `taken` has, compared without case.
std::string unused_name(std::string_view base, std::span<const std::string_view> taken);

}  // namespace goxel
