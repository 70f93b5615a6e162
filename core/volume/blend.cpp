#include "core/volume/blend.hpp"

#include <array>

namespace goxel {

namespace {

/// Indexed by the mode's number.
constexpr std::array<std::string_view, 9> kNames = {
    "over",           "sub",     "sub_clamp", "paint", "max", "intersect", "intersect_fill",
    "multiply_alpha", "replace",
};

}  // namespace

std::string_view blend_mode_name(BlendMode mode) { return kNames[static_cast<std::size_t>(mode)]; }

std::optional<BlendMode> find_blend_mode(std::string_view name) {
  for (std::size_t i = 0; i < kNames.size(); ++i) {
    if (kNames[i] == name) return static_cast<BlendMode>(i);
  }
  return std::nullopt;
}

std::optional<BlendMode> blend_mode_of_number(std::int32_t number) {
  if (number < 0 || number >= static_cast<std::int32_t>(kNames.size())) return std::nullopt;
  return static_cast<BlendMode>(number);
}

}  // namespace goxel
