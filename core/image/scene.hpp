#pragma once

#include "core/math/mat4.hpp"
#include "core/math/trig.hpp"

#include <array>
#include <string>

namespace goxel {

/// A surface, as glTF's metallic-roughness model has it. Colours are linear.
struct Material {
  std::string name;
  std::array<float, 4> color = {1, 1, 1, 1};  ///< base colour and opacity
  float metallic = 0.2F;
  float roughness = 0.5F;
  std::array<float, 3> emission = {0, 0, 0};  ///< may exceed 1

  friend bool operator==(const Material&, const Material&) = default;
};

/// A point of view. The camera looks along the -z axis of its transform, with y up; 20 degrees of
/// vertical view.
struct Camera {
  std::string name;
  float distance =
      128;  ///< to the pivot it turns around; also half the view width when orthographic
  bool is_orthographic = false;
  Mat4 to_world = {};

  friend bool operator==(const Camera&, const Camera&) = default;
};

/// The one directional light. The direction to it is +z turned by pitch about x, then by yaw about
/// z.
struct Light {
  float pitch_rad = static_cast<float>(radians(20));
  float yaw_rad = static_cast<float>(radians(120));
  float intensity = 2.0F;
  bool is_fixed = false;  ///< follows the view
  float ambient = 0.3F;
  float shadow = 0.3F;  ///< strength, 0..1

  friend bool operator==(const Light&, const Light&) = default;
};

}  // namespace goxel
