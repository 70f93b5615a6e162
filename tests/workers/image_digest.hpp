#pragma once

#include "core/image/image.hpp"

#include <bit>
#include <concepts>
#include <cstdint>
#include <string_view>

namespace goxel::workers {

/// One number over every public field of an image and every voxel; equal images have equal ones.
class ImageDigest {
 public:
  static std::uint64_t of(const Image& image) {
    ImageDigest digest;
    digest.add_scene(image);
    digest.add(image.layers().size());
    for (const CowPtr<Layer>& layer : image.layers()) digest.add_layer(*layer);
    return digest.state_;
  }

 private:
  void add(std::integral auto value) {
    state_ = (state_ ^ static_cast<std::uint64_t>(value)) * 0x9E3779B97F4A7C15U;
    state_ ^= state_ >> 29;
  }
  void add(float value) { add(std::bit_cast<std::uint32_t>(value)); }
  void add(std::string_view text) {
    add(text.size());
    for (const char c : text) add(c);
  }
  void add(const Mat4& matrix) {
    for (const float value : matrix.m) add(value);
  }
  void add(const IBox& box) {
    for (int i = 0; i < 3; ++i) {
      add(box.min[i]);
      add(box.max[i]);
    }
  }

  void add_scene(const Image& image) {
    add(image.box());
    add(image.active_layer_id());
    add(image.active_camera());
    const Light& light = image.light();
    for (const float value : {light.pitch_rad, light.yaw_rad, light.intensity, light.ambient,
                              light.shadow, light.is_fixed ? 1.0F : 0.0F}) {
      add(value);
    }
    add(image.materials().size());
    for (const Material& material : image.materials()) {
      add(material.name);
      for (const float value : material.color) add(value);
      for (const float value : material.emission) add(value);
      add(material.metallic);
      add(material.roughness);
    }
    add(image.cameras().size());
    for (const Camera& camera : image.cameras()) {
      add(camera.name);
      add(camera.distance);
      add(camera.is_orthographic);
      add(camera.to_world);
    }
  }

  void add_layer(const Layer& layer) {
    add(layer.id);
    add(layer.name);
    add(layer.is_visible);
    add(static_cast<int>(layer.mode));
    add(layer.base_id);
    add(layer.material ? *layer.material : -1);
    add(layer.transform);
    add(layer.box.has_value());
    if (layer.box) add(*layer.box);
    add(layer.shape ? static_cast<int>(*layer.shape) : -1);
    add(color_key(layer.color));
    add(layer.picture_path);
    add(layer.volume.voxel_count());
    add(layer.volume.tile_count());
    add(layer.volume.content_hash());
  }

  std::uint64_t state_ = 1;
};

}  // namespace goxel::workers
