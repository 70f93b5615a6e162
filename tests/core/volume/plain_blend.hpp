#pragma once

#include "core/volume/blend.hpp"
#include "core/volume/color.hpp"

#include <algorithm>
#include <array>

namespace goxel {

/// The table of blend modes, written down once more: `a` is what is there, `b` what is put onto it.
/// Integers divide towards zero. An empty source changes nothing where it has nothing to say, also
/// under max, and an empty result has no colour.
inline Rgba plain_blend(Rgba a, Rgba b, BlendMode mode) {
  const std::array<int, 4> from = {a.r, a.g, a.b, a.a};
  const std::array<int, 4> to = {b.r, b.g, b.b, b.a};
  const int old_alpha = a.a;
  const int new_alpha = b.a;
  std::array<int, 4> out = from;
  const auto each_channel = [&](auto&& value) {
    for (std::size_t i = 0; i < 3; ++i) out[i] = value(from[i], to[i]);
  };
  switch (mode) {
    case BlendMode::Over: {
      const int below = old_alpha * (255 - new_alpha);
      const int divisor = 255 * new_alpha + below;
      if (divisor != 0)
        each_channel([&](int x, int y) { return (255 * y * new_alpha + x * below) / divisor; });
      out[3] = new_alpha + below / 255;
      break;
    }
    case BlendMode::Sub:
      out[3] = old_alpha > new_alpha ? old_alpha - new_alpha : 0;
      break;
    case BlendMode::SubClamp:
      out[3] = old_alpha < 255 - new_alpha ? old_alpha : 255 - new_alpha;
      break;
    case BlendMode::Paint:
      each_channel([&](int x, int y) {
        const float t = static_cast<float>(new_alpha) / 255.0F;
        const float kept = (1.0F - t) * static_cast<float>(x);
        return static_cast<int>(kept + t * static_cast<float>(y));
      });
      break;
    case BlendMode::Max:
      if (new_alpha == 0) break;
      each_channel([](int, int y) { return y; });
      out[3] = old_alpha > new_alpha ? old_alpha : new_alpha;
      break;
    case BlendMode::Intersect:
    case BlendMode::IntersectFill:
      if (mode == BlendMode::IntersectFill) each_channel([](int, int y) { return y; });
      out[3] = old_alpha < new_alpha ? old_alpha : new_alpha;
      break;
    case BlendMode::MultiplyAlpha:
      each_channel([&](int x, int) { return x * new_alpha / 255; });
      out[3] = old_alpha * new_alpha / 255;
      break;
    case BlendMode::Replace:
      out = to;
      break;
  }
  if (out[3] == 0) return {};
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(out[i]); };
  return {byte(0), byte(1), byte(2), byte(3)};
}

}  // namespace goxel
