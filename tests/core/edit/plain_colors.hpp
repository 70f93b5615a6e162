#pragma once

#include "core/edit/colors.hpp"
#include "tests/core/volume/few.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

/// The colour edits from their definitions.
namespace goxel::edit::model {

/// The nearest code of 0..255; both neighbours of a half.
inline Few<int> codes_of(double value, double slack) {
  Few<int> codes;
  for (const double v : {value - slack, value + slack})
    codes.add(static_cast<int>(std::clamp(std::floor(v * 255 + 0.5), 0.0, 255.0)));
  return codes;
}

inline double srgb_to_light(double v) {
  return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
}
inline double light_to_srgb(double v) {
  return v <= 0.04045 / 12.92 ? v * 12.92 : 1.055 * std::pow(v, 1 / 2.4) - 0.055;
}

inline Few<int> contrasted(int code, double contrast) {
  if (contrast == 0) return Few<int>(code);
  const double light = (srgb_to_light(code / 255.0) - 0.5) * (1 + contrast / 100) + 0.5;
  return codes_of(light_to_srgb(std::clamp(light, 0.0, 1.0)), 1e-9);
}

/// Red, green and blue, 0..1, of a hue in degrees, a saturation and a lightness.
inline std::array<double, 3> rgb_of_hsl(double hue, double saturation, double lightness) {
  const double chroma = (1 - std::fabs(2 * lightness - 1)) * saturation;
  const double sector = (hue - 360 * std::floor(hue / 360)) / 60;
  const double second = chroma * (1 - std::fabs(std::fmod(sector, 2) - 1));
  const double low = lightness - chroma / 2;
  std::array<double, 3> rgb = {low, low, low};
  const int whole = std::min(5, static_cast<int>(sector));
  constexpr std::size_t kLarge[] = {0, 1, 1, 2, 2, 0};
  constexpr std::size_t kMiddle[] = {1, 0, 2, 1, 0, 2};
  rgb[kLarge[whole]] += chroma;
  rgb[kMiddle[whole]] += second;
  return rgb;
}

inline double shifted(double value, double percent) {
  const double goal = percent >= 0 ? 1 : 0;
  return value + (goal - value) * std::fabs(percent) / 100;
}

inline std::array<double, 3> hue_shifted(Rgba color, const ColorAdjustment& adjustment) {
  const double r = color.r / 255.0;
  const double g = color.g / 255.0;
  const double b = color.b / 255.0;
  const double high = std::max({r, g, b});
  const double low = std::min({r, g, b});
  const double chroma = high - low;
  const double lightness = (high + low) / 2;
  double hue = 0;
  double saturation = 0;
  if (chroma > 0) {
    saturation = chroma / (1 - std::fabs(high + low - 1));
    if (high == r) {
      hue = 60 * (g - b) / chroma;
    } else if (high == g) {
      hue = 60 * (b - r) / chroma + 120;
    } else {
      hue = 60 * (r - g) / chroma + 240;
    }
  }
  return rgb_of_hsl(hue + adjustment.hue_deg, shifted(saturation, adjustment.saturation),
                    shifted(lightness, adjustment.lightness));
}

inline Few<Rgba> adjusted(Rgba color, const ColorAdjustment& adjustment) {
  std::array<Few<int>, 3> channels = {Few<int>(color.r), Few<int>(color.g), Few<int>(color.b)};
  if (adjustment.hue_deg != 0 || adjustment.saturation != 0 || adjustment.lightness != 0) {
    const auto rgb = hue_shifted(color, adjustment);
    for (std::size_t i = 0; i < 3; ++i) channels[i] = codes_of(rgb[i], 1e-12);
  }
  for (Few<int>& channel : channels) {
    Few<int> after;
    for (const int code : channel) {
      for (const int other : contrasted(code, adjustment.contrast)) after.add(other);
    }
    channel = after;
  }
  Few<Rgba> colors;
  for (const int r : channels[0]) {
    for (const int g : channels[1]) {
      for (const int b : channels[2]) {
        colors.add({static_cast<std::uint8_t>(r), static_cast<std::uint8_t>(g),
                    static_cast<std::uint8_t>(b), color.a});
      }
    }
  }
  return colors;
}

inline int channel_of(Rgba c, int channel) { return channel == 0 ? c.r : channel == 1 ? c.g : c.b; }

/// The widest channel of some colours, the first of equals, and how wide it is.
inline std::pair<int, int> widest_channel(const std::vector<Rgba>& colors) {
  std::pair<int, int> best{0, 0};
  for (int channel = 0; channel < 3; ++channel) {
    int low = 255;
    int high = 0;
    for (const Rgba c : colors) {
      low = std::min(low, channel_of(c, channel));
      high = std::max(high, channel_of(c, channel));
    }
    if (high - low > best.second) best = {channel, high - low};
  }
  return best;
}

/// The place between two different colours that comes nearest to the middle, the lower of two.
inline std::size_t fair_cut(const std::vector<Rgba>& sorted) {
  std::size_t cut = 0;
  const auto unfairness = [&](std::size_t at) {
    const auto twice = static_cast<std::int64_t>(2 * at);
    return std::abs(twice - static_cast<std::int64_t>(sorted.size()));
  };
  for (std::size_t i = 1; i < sorted.size(); ++i) {
    if (color_key(sorted[i - 1]) == color_key(sorted[i])) continue;
    if (cut == 0 || unfairness(i) < unfairness(cut)) cut = i;
  }
  return cut;
}

/// Median cut over a list that has each colour as often as there are voxels of it.
inline std::vector<Rgba> median_cut(std::vector<Rgba> colors, std::size_t max_colors) {
  for (Rgba& color : colors) color.a = 255;
  std::vector<std::vector<Rgba>> buckets = {std::move(colors)};
  while (buckets.size() < max_colors) {
    std::size_t widest = 0;
    for (std::size_t i = 1; i < buckets.size(); ++i) {
      if (widest_channel(buckets[i]).second > widest_channel(buckets[widest]).second) widest = i;
    }
    const auto [channel, width] = widest_channel(buckets[widest]);
    if (width == 0) break;
    std::vector<Rgba> sorted = buckets[widest];
    std::sort(sorted.begin(), sorted.end(), [by = channel](Rgba a, Rgba b) {
      return std::pair(channel_of(a, by), color_key(a)) <
             std::pair(channel_of(b, by), color_key(b));
    });
    const auto cut = sorted.begin() + static_cast<std::ptrdiff_t>(fair_cut(sorted));
    buckets.emplace_back(cut, sorted.end());
    buckets[widest] = std::vector<Rgba>(sorted.begin(), cut);
  }
  std::vector<Rgba> palette;
  for (const std::vector<Rgba>& bucket : buckets) {
    std::array<std::uint8_t, 3> mean{};
    for (int channel = 0; channel < 3; ++channel) {
      double sum = 0;
      for (const Rgba c : bucket) sum += channel_of(c, channel);
      mean[static_cast<std::size_t>(channel)] =
          static_cast<std::uint8_t>(std::floor(sum / static_cast<double>(bucket.size()) + 0.5));
    }
    palette.push_back({mean[0], mean[1], mean[2], 255});
  }
  return palette;
}

/// The palette's colour of the smallest squared distance, the first of equals, with its own alpha.
inline Rgba nearest(std::span<const Rgba> palette, Rgba color) {
  Rgba best = color;
  int least = 1 << 30;
  for (const Rgba c : palette) {
    int squared = 0;
    for (int i = 0; i < 3; ++i) {
      const int d = channel_of(c, i) - channel_of(color, i);
      squared += d * d;
    }
    if (squared < least) {
      least = squared;
      best = {c.r, c.g, c.b, color.a};
    }
  }
  return best;
}

}  // namespace goxel::edit::model
