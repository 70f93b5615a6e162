#include "core/base/str_cat.hpp"
#include "core/edit/colors.hpp"
#include "core/edit/map_colors.hpp"

#include <algorithm>
#include <array>
#include <cmath>

namespace goxel::edit {

namespace {

/// By Newton's method, which needs only exact operations: std::pow differs between machines.
double fifth_root(double v) {
  if (v <= 0) return 0;
  double x = 1;
  for (int i = 0; i < 64; ++i) {
    const double x4 = x * x * x * x;
    x -= (x * x4 - v) / (5 * x4);
  }
  return x;
}

/// sRGB decoding (IEC 61966-2-1); v in 0..1. v^2.4 is v^2 times the fifth root of v^2.
double linear_of(double v) {
  if (v <= 0.04045) return v / 12.92;
  const double base = (v + 0.055) / 1.055;
  return base * base * fifth_root(base * base);
}

/// What contrast does to each 8-bit channel value.
std::array<std::uint8_t, 256> contrast_table(double contrast) {
  // borders[i]: linear light halfway between the codes i and i + 1, so that encoding rounds to the
  // nearest code.
  std::array<double, 255> borders;
  for (std::size_t i = 0; i < borders.size(); ++i)
    borders[i] = linear_of((static_cast<double>(i) + 0.5) / 255);
  std::array<std::uint8_t, 256> table;
  for (std::size_t i = 0; i < table.size(); ++i) {
    const double light =
        (linear_of(static_cast<double>(i) / 255) - 0.5) * (1 + contrast / 100) + 0.5;
    table[i] = static_cast<std::uint8_t>(std::upper_bound(borders.begin(), borders.end(), light) -
                                         borders.begin());
  }
  return table;
}

struct Hsl {
  double hue;  ///< 0..6
  double saturation;
  double lightness;
};

Hsl hsl_of(Rgba c) {
  const double r = c.r / 255.0;
  const double g = c.g / 255.0;
  const double b = c.b / 255.0;
  const double high = std::max({r, g, b});
  const double low = std::min({r, g, b});
  const double chroma = high - low;
  const double lightness = (high + low) / 2;
  if (chroma == 0) return {0, 0, lightness};
  const double saturation = chroma / (1 - std::fabs(2 * lightness - 1));
  double hue = (r - g) / chroma + 4;
  if (high == r) {
    hue = (g - b) / chroma + (g < b ? 6 : 0);
  } else if (high == g) {
    hue = (b - r) / chroma + 2;
  }
  return {hue, std::min(1.0, saturation), lightness};
}

Rgba rgb_of(const Hsl& c, std::uint8_t alpha) {
  const double chroma = (1 - std::fabs(2 * c.lightness - 1)) * c.saturation;
  const auto channel = [&](double offset) {
    const double turn = c.hue + offset - 6 * std::floor((c.hue + offset) / 6);
    const double share = std::clamp(2 - std::fabs(turn - 3), 0.0, 1.0);
    const double value = c.lightness + chroma * (share - 0.5);
    return static_cast<std::uint8_t>(std::clamp(std::floor(value * 255 + 0.5), 0.0, 255.0));
  };
  return {channel(3), channel(1), channel(5), alpha};
}

double moved(double value, double percent) {
  return percent >= 0 ? value + (1 - value) * percent / 100 : value * (1 + percent / 100);
}

Result<void> check_percent(double value, std::string_view name) {
  if (value >= -100 && value <= 100) return {};
  return Error{ErrorCode::InvalidParams, str_cat(name, " ", value, " is outside -100..100")};
}

}  // namespace

Result<std::int64_t> adjust_colors(Volume& volume, const ColorAdjustment& adjustment,
                                   const Scope& scope) {
  GOXEL_TRY(check_percent(adjustment.saturation, "saturation"));
  GOXEL_TRY(check_percent(adjustment.lightness, "lightness"));
  GOXEL_TRY(check_percent(adjustment.contrast, "contrast"));
  if (!std::isfinite(adjustment.hue_deg))
    return Error{ErrorCode::InvalidParams, "the hue must be a number"};
  const bool changes_hsl =
      adjustment.hue_deg != 0 || adjustment.saturation != 0 || adjustment.lightness != 0;
  if (!changes_hsl && adjustment.contrast == 0) return std::int64_t{0};
  const auto contrast = contrast_table(adjustment.contrast);
  return map_colors(volume, scope, [&](Rgba color) {
    if (changes_hsl) {
      Hsl hsl = hsl_of(color);
      hsl.hue += adjustment.hue_deg / 60;
      hsl.saturation = moved(hsl.saturation, adjustment.saturation);
      hsl.lightness = moved(hsl.lightness, adjustment.lightness);
      color = rgb_of(hsl, color.a);
    }
    return Rgba{contrast[color.r], contrast[color.g], contrast[color.b], color.a};
  });
}

}  // namespace goxel::edit
