#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace goxel {

namespace detail {

/// The positive r with r^5 = x, for x in (0, 1]. Newton's method from above converges without
/// overshoot.
constexpr double fifth_root(double x) {
  double r = 1;
  for (int i = 0; i < 30; ++i) {
    const double r4 = r * r * r * r;
    r -= (r4 * r - x) / (5 * r4);
  }
  return r;
}

}  // namespace detail

/// The linear light of an sRGB-encoded value, both 0..1, by IEC 61966-2-1. The same bits on every
/// machine: x^2.4 is x^2 times the fifth root of x^2, which needs no pow of libm.
constexpr double srgb_to_linear(double encoded) {
  if (encoded <= 0.04045) return encoded / 12.92;
  const double base = (encoded + 0.055) / 1.055;
  return base * base * detail::fifth_root(base * base);
}

/// Both directions between 8-bit sRGB and linear light as tables.
class SrgbTables {
 public:
  constexpr SrgbTables() {
    for (std::size_t i = 0; i < 256; ++i) {
      linear_[i] = static_cast<float>(srgb_to_linear(static_cast<double>(i) / 255));
    }
    for (std::size_t i = 0; i < 255; ++i) {
      above_[i] = static_cast<float>(srgb_to_linear((static_cast<double>(i) + 0.5) / 255));
    }
    // Past every value that encode() looks up, so that its search needs no bound.
    above_[255] = 2;
    std::uint8_t code = 0;
    for (std::size_t cell = 0; cell < kCells; ++cell) {
      while (static_cast<float>(cell) / kCells >= above_[code]) ++code;
      first_[cell] = code;
    }
  }

  /// 0..1.
  constexpr float to_linear(std::uint8_t encoded) const { return linear_[encoded]; }

  /// The nearest 8-bit code by encoded value; what is outside 0..1 is clamped. Inverts to_linear()
  /// exactly.
  constexpr std::uint8_t encode(float linear) const {
    if (!(linear > 0)) return 0;
    if (linear >= 1) return 255;
    std::uint8_t code = first_[static_cast<std::size_t>(linear * kCells)];
    while (linear >= above_[code]) ++code;
    return code;
  }

 private:
  static constexpr std::size_t kCells = 2048;

  std::array<float, 256> linear_{};
  std::array<float, 256> above_{};            ///< the first linear value whose code is more than i
  std::array<std::uint8_t, kCells> first_{};  ///< the code of the lowest value of each cell
};

inline constexpr SrgbTables kSrgb;

}  // namespace goxel
