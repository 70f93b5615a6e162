#pragma once

#include <cstdint>

namespace goxel {

/// A voxel: sRGB-encoded colour and coverage, 8 bits each. Alpha 0 is empty; an alpha of at least
/// kSolidAlpha is solid for rendering, meshing and formats that know no alpha.
struct Rgba {
  std::uint8_t r = 0;
  std::uint8_t g = 0;
  std::uint8_t b = 0;
  std::uint8_t a = 0;

  constexpr bool is_empty() const { return a == 0; }
  friend constexpr bool operator==(Rgba, Rgba) = default;
};
static_assert(sizeof(Rgba) == 4);

inline constexpr Rgba kEmpty{};
inline constexpr std::uint8_t kSolidAlpha = 127;

constexpr bool is_solid(Rgba voxel) { return voxel.a >= kSolidAlpha; }

/// Position in an ordering by r, then g, b, a.
constexpr std::uint32_t color_key(Rgba c) {
  return static_cast<std::uint32_t>(c.r) << 24 | static_cast<std::uint32_t>(c.g) << 16 |
         static_cast<std::uint32_t>(c.b) << 8 | c.a;
}

}  // namespace goxel
