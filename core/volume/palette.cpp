#include "core/volume/palette.hpp"

#include <algorithm>

namespace goxel {

namespace {

int channel_of(Rgba c, int channel) { return channel == 0 ? c.r : channel == 1 ? c.g : c.b; }

/// A run of colours, its widest channel and how wide that is.
struct ColorBucket {
  std::size_t begin;
  std::size_t end;
  int channel = 0;
  int width = 0;
};

ColorBucket measured(const std::vector<CountedColor>& list, std::size_t begin, std::size_t end) {
  ColorBucket bucket{begin, end};
  for (int channel = 0; channel < 3; ++channel) {
    int low = 255;
    int high = 0;
    for (std::size_t i = begin; i < end; ++i) {
      low = std::min(low, channel_of(list[i].color, channel));
      high = std::max(high, channel_of(list[i].color, channel));
    }
    if (high - low > bucket.width) {
      bucket.width = high - low;
      bucket.channel = channel;
    }
  }
  return bucket;
}

Rgba mean_of(const std::vector<CountedColor>& list, const ColorBucket& bucket) {
  std::array<std::int64_t, 3> sums{};
  std::int64_t total = 0;
  for (std::size_t i = bucket.begin; i < bucket.end; ++i) {
    for (int c = 0; c < 3; ++c)
      sums[static_cast<std::size_t>(c)] += channel_of(list[i].color, c) * list[i].voxels;
    total += list[i].voxels;
  }
  const auto mean = [&](std::size_t c) {
    return static_cast<std::uint8_t>((sums[c] + total / 2) / total);
  };
  return {mean(0), mean(1), mean(2), 255};
}

/// Sorts a bucket by its widest channel and gives the border between two colours that comes closest
/// to half of the voxels.
std::size_t sort_and_halve(std::vector<CountedColor>& list, const ColorBucket& bucket) {
  const auto first = list.begin() + static_cast<std::ptrdiff_t>(bucket.begin);
  const auto last = list.begin() + static_cast<std::ptrdiff_t>(bucket.end);
  std::sort(first, last, [&](const CountedColor& a, const CountedColor& b) {
    const int x = channel_of(a.color, bucket.channel);
    const int y = channel_of(b.color, bucket.channel);
    return x != y ? x < y : color_key(a.color) < color_key(b.color);
  });
  std::int64_t total = 0;
  for (auto it = first; it != last; ++it) total += it->voxels;
  std::size_t middle = bucket.begin;
  std::int64_t sum = 0;
  while (middle < bucket.end && 2 * sum + list[middle].voxels < total) sum += list[middle++].voxels;
  return std::clamp(middle, bucket.begin + 1, bucket.end - 1);
}

std::size_t nearest_index(std::span<const Rgba> palette, Rgba color) {
  int best = INT32_MAX;
  std::size_t nearest = 0;
  for (std::size_t i = 0; i < palette.size(); ++i) {
    const int r = palette[i].r - color.r;
    const int g = palette[i].g - color.g;
    const int b = palette[i].b - color.b;
    const int distance = r * r + g * g + b * b;
    if (distance >= best) continue;
    best = distance;
    nearest = i;
  }
  return nearest;
}

}  // namespace

void ColorCounter::add(const Volume& volume) {
  const auto count = [&](Rgba c, std::int64_t voxels) {
    counts_.find({c.r, c.g, c.b, 255}, [] { return std::int64_t{0}; }) += voxels;
  };
  volume.for_each_tile([&](TileCoord, const Tile& tile) {
    if (tile.is_one_color()) return count(tile.color(), tile.voxel_count());
    tile.mask().for_each([&](int i) { count(tile.at(i), 1); });
  });
}

std::vector<CountedColor> ColorCounter::colors() const {
  std::vector<CountedColor> list;
  list.reserve(counts_.values().size());
  for (const auto& [key, voxels] : counts_.values()) {
    const auto byte = [k = key](int shift) { return static_cast<std::uint8_t>(k >> shift); };
    list.push_back({{byte(24), byte(16), byte(8), 255}, voxels});
  }
  std::sort(list.begin(), list.end(), [](const CountedColor& a, const CountedColor& b) {
    return color_key(a.color) < color_key(b.color);
  });
  return list;
}

std::vector<Rgba> median_cut(std::vector<CountedColor> colors, std::size_t max_colors) {
  std::vector<Rgba> palette;
  if (colors.empty()) return palette;
  std::vector<ColorBucket> buckets = {measured(colors, 0, colors.size())};
  while (buckets.size() < max_colors) {
    const auto widest = std::max_element(
        buckets.begin(), buckets.end(),
        [](const ColorBucket& a, const ColorBucket& b) { return a.width < b.width; });
    if (widest->width == 0) break;
    const ColorBucket bucket = *widest;
    const std::size_t middle = sort_and_halve(colors, bucket);
    *widest = measured(colors, bucket.begin, middle);
    buckets.push_back(measured(colors, middle, bucket.end));
  }
  for (const ColorBucket& bucket : buckets) palette.push_back(mean_of(colors, bucket));
  return palette;
}

std::size_t PaletteMatcher::nearest(Rgba color) {
  return known_.find({color.r, color.g, color.b, 255},
                     [&] { return nearest_index(palette_, color); });
}

}  // namespace goxel
