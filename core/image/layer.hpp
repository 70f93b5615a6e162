#pragma once

#include "core/math/box.hpp"
#include "core/math/mat4.hpp"
#include "core/volume/blend.hpp"
#include "core/volume/volume.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace goxel {

/// The solids that a shape layer can hold; names as in .gox files.
enum class LayerShape { Sphere, Cube, Cylinder };

enum class LayerKind { Normal, Clone, Shape, Picture };

/// One layer of an image. Its kind follows from which members are set:
/// normal: its own voxels, in world coordinates, and `transform` is only an origin;
/// clone: `base_id` names the layer whose volume `transform` moves;
/// shape: one solid of `color`, placed by `transform`;
/// picture: a flat picture file, no voxels.
struct Layer {
  std::int32_t id = 0;  ///< unique in the image, from 1
  std::string name;
  bool is_visible = true;
  BlendMode mode = BlendMode::Over;
  std::int32_t base_id = 0;                             ///< 0: not a clone
  std::optional<std::int32_t> material = std::nullopt;  ///< index into Image::materials()
  Mat4 transform = {};
  std::optional<Mat4> box = std::nullopt;
  std::optional<LayerShape> shape = std::nullopt;
  Rgba color = {255, 255, 255, 255};  ///< of a shape layer
  std::string picture_path = {};
  Volume volume = {};  ///< of a normal layer; what any layer shows is layer_content()

  LayerKind kind() const {
    if (base_id != 0) return LayerKind::Clone;
    if (shape) return LayerKind::Shape;
    return picture_path.empty() ? LayerKind::Normal : LayerKind::Picture;
  }

  friend bool operator==(const Layer&, const Layer&) = default;
};

}  // namespace goxel
