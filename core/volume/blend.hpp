#pragma once

#include "core/volume/color.hpp"

#include <cstdint>
#include <optional>
#include <string_view>

namespace goxel {

/// How a source voxel changes a destination voxel. The numbers are those stored in .gox files.
enum class BlendMode : std::int32_t {
  Over = 0,
  Sub = 1,
  SubClamp = 2,
  Paint = 3,
  Max = 4,
  Intersect = 5,
  IntersectFill = 6,
  MultiplyAlpha = 7,
  Replace = 8,
};

/// The name on the wire, such as "sub_clamp".
std::string_view blend_mode_name(BlendMode mode);
std::optional<BlendMode> find_blend_mode(std::string_view name);
std::optional<BlendMode> blend_mode_of_number(std::int32_t number);

}  // namespace goxel
