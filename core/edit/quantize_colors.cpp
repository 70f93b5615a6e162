#include "core/base/str_cat.hpp"
#include "core/edit/colors.hpp"
#include "core/edit/map_colors.hpp"

#include <algorithm>
#include <array>
#include <unordered_map>

namespace goxel::edit {

namespace {

constexpr int kMaxPalette = 4096;

struct Count {
  Rgba color;
  std::int64_t voxels;
};

int channel_of(Rgba c, int channel) { return channel == 0 ? c.r : channel == 1 ? c.g : c.b; }

/// Colours without their alpha, in order, with how often they occur.
std::vector<Count> color_counts(const Volume& volume) {
  std::unordered_map<std::uint32_t, std::int64_t> counts;
  volume.for_each_tile([&](TileCoord, const Tile& tile) {
    const auto key = [](Rgba c) { return color_key({c.r, c.g, c.b, 255}); };
    if (tile.is_one_color()) {
      counts[key(tile.color())] += tile.voxel_count();
      return;
    }
    tile.mask().for_each([&](int i) { ++counts[key(tile.at(i))]; });
  });
  std::vector<Count> list;
  for (const auto& [key, voxels] : counts) {
    const auto byte = [k = key](int shift) { return static_cast<std::uint8_t>(k >> shift); };
    list.push_back({{byte(24), byte(16), byte(8), 255}, voxels});
  }
  std::sort(list.begin(), list.end(),
            [](const Count& a, const Count& b) { return color_key(a.color) < color_key(b.color); });
  return list;
}

/// A run of colours, its widest channel and how wide that is.
struct Bucket {
  std::size_t begin;
  std::size_t end;
  int channel = 0;
  int width = 0;
};

Bucket measured(const std::vector<Count>& list, std::size_t begin, std::size_t end) {
  Bucket bucket{begin, end};
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

Rgba mean_of(const std::vector<Count>& list, const Bucket& bucket) {
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

std::vector<Rgba> median_cut(std::vector<Count> list, std::size_t max_colors) {
  std::vector<Bucket> buckets = {measured(list, 0, list.size())};
  while (buckets.size() < max_colors) {
    const auto widest =
        std::max_element(buckets.begin(), buckets.end(),
                         [](const Bucket& a, const Bucket& b) { return a.width < b.width; });
    if (widest->width == 0) break;
    const Bucket bucket = *widest;
    const auto first = list.begin() + static_cast<std::ptrdiff_t>(bucket.begin);
    const auto last = list.begin() + static_cast<std::ptrdiff_t>(bucket.end);
    std::sort(first, last, [&](const Count& a, const Count& b) {
      const int x = channel_of(a.color, bucket.channel);
      const int y = channel_of(b.color, bucket.channel);
      return x != y ? x < y : color_key(a.color) < color_key(b.color);
    });
    std::int64_t total = 0;
    for (auto it = first; it != last; ++it) total += it->voxels;
    // The border between two colours that comes closest to half of the voxels.
    std::size_t middle = bucket.begin;
    std::int64_t sum = 0;
    while (middle < bucket.end && 2 * sum + list[middle].voxels < total)
      sum += list[middle++].voxels;
    middle = std::clamp(middle, bucket.begin + 1, bucket.end - 1);
    *widest = measured(list, bucket.begin, middle);
    buckets.push_back(measured(list, middle, bucket.end));
  }
  std::vector<Rgba> palette;
  for (const Bucket& bucket : buckets) palette.push_back(mean_of(list, bucket));
  return palette;
}

Rgba nearest_color(std::span<const Rgba> palette, Rgba color) {
  int best = INT32_MAX;
  Rgba nearest;
  for (const Rgba entry : palette) {
    const int r = entry.r - color.r;
    const int g = entry.g - color.g;
    const int b = entry.b - color.b;
    const int distance = r * r + g * g + b * b;
    if (distance >= best) continue;
    best = distance;
    nearest = {entry.r, entry.g, entry.b, color.a};
  }
  return nearest;
}

}  // namespace

Result<std::int64_t> quantize_to_palette(Volume& volume, std::span<const Rgba> palette,
                                         const Scope& scope) {
  if (palette.empty() || palette.size() > kMaxPalette) {
    return Error{ErrorCode::InvalidParams,
                 str_cat("a palette has 1 to ", kMaxPalette, " colours, not ", palette.size())};
  }
  std::unordered_map<std::uint32_t, Rgba> known;
  return map_colors(volume, scope, [&](Rgba color) {
    const auto [entry, is_new] = known.try_emplace(color_key(color));
    if (is_new) entry->second = nearest_color(palette, color);
    return entry->second;
  });
}

Result<std::int64_t> quantize_colors(Volume& volume, int max_colors, const Scope& scope) {
  if (max_colors < 1 || max_colors > kMaxPalette) {
    return Error{ErrorCode::InvalidParams,
                 str_cat("max_colors ", max_colors, " is outside 1..", kMaxPalette)};
  }
  if (volume.is_empty()) return std::int64_t{0};
  return quantize_to_palette(
      volume, median_cut(color_counts(volume), static_cast<std::size_t>(max_colors)), scope);
}

}  // namespace goxel::edit
