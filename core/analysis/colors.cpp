#include "core/analysis/colors.hpp"

#include "core/volume/region.hpp"

#include <algorithm>
#include <cstdlib>
#include <unordered_map>

namespace goxel::analysis {

namespace {

/// Tiles handed out together: enough that handing out costs nothing beside the work.
constexpr std::size_t kTilesPerPart = 64;

using Counts = std::unordered_map<std::uint32_t, std::int64_t>;

/// Calls `visit(part, TileCoord, const Tile&, const TileMask& inside)` for each stored tile of a
/// box, part by part in parallel, in order within a part. Returns the number of parts through
/// `prepare(parts)`, called first.
template <class Prepare, class Visit>
void for_each_part(const Volume& volume, const IBox& box, Parallel& parallel, Prepare&& prepare,
                   Visit&& visit) {
  const std::vector<TileCoord> tiles = stored_tiles(volume, box);
  const std::size_t parts = (tiles.size() + kTilesPerPart - 1) / kTilesPerPart;
  prepare(parts);
  parallel.for_each(parts, [&](std::size_t part) {
    const std::size_t end = std::min(tiles.size(), (part + 1) * kTilesPerPart);
    for (std::size_t i = part * kTilesPerPart; i < end; ++i) {
      const Tile& tile = *volume.find_tile(tiles[i]);
      visit(part, tiles[i], tile, tile.mask() & mask_in_tile(tiles[i], box));
    }
  });
}

void count_tile(Counts& counts, const Tile& tile, const TileMask& inside) {
  if (tile.is_one_color()) {
    const int count = inside.count();
    if (count > 0) counts[color_key(tile.color())] += count;
    return;
  }
  // Runs of one colour are common; the table is asked once a run.
  std::uint32_t last = 0;
  std::int64_t run = 0;
  inside.for_each([&](int i) {
    const std::uint32_t key = color_key(tile.at(i));
    if (key != last && run > 0) {
      counts[last] += run;
      run = 0;
    }
    last = key;
    ++run;
  });
  if (run > 0) counts[last] += run;
}

Rgba color_of_key(std::uint32_t key) {
  return {static_cast<std::uint8_t>(key >> 24), static_cast<std::uint8_t>(key >> 16),
          static_cast<std::uint8_t>(key >> 8), static_cast<std::uint8_t>(key)};
}

Rgba binned(Rgba c, int bin_size) {
  if (bin_size <= 1) return c;
  return {binned_channel(c.r, bin_size), binned_channel(c.g, bin_size),
          binned_channel(c.b, bin_size), c.a};
}

void sort_colors(std::vector<ColorCount>& colors, bool by_count) {
  std::sort(colors.begin(), colors.end(), [&](const ColorCount& a, const ColorCount& b) {
    if (by_count && a.count != b.count) return a.count > b.count;
    return color_key(a.color) < color_key(b.color);
  });
}

bool is_similar(Rgba a, Rgba b, int threshold) {
  const int r = a.r - b.r;
  const int g = a.g - b.g;
  const int blue = a.b - b.b;
  return a.a == b.a && r * r + g * g + blue * blue <= threshold * threshold;
}

/// Colours that survive merging, found by cells of the threshold's size: only the 27 around can
/// hold a similar one.
class KeptColors {
 public:
  explicit KeptColors(int threshold) : threshold_(threshold) {}

  bool has_similar(Rgba c) const {
    for (int r = -1; r <= 1; ++r) {
      for (int g = -1; g <= 1; ++g) {
        for (int b = -1; b <= 1; ++b) {
          const auto cell =
              cells_.find(key(c.r / threshold_ + r, c.g / threshold_ + g, c.b / threshold_ + b));
          if (cell == cells_.end()) continue;
          for (const Rgba other : cell->second) {
            if (is_similar(c, other, threshold_)) return true;
          }
        }
      }
    }
    return false;
  }
  void add(Rgba c) {
    cells_[key(c.r / threshold_, c.g / threshold_, c.b / threshold_)].push_back(c);
  }

 private:
  static int key(int r, int g, int b) { return ((r + 1) * 512 + g + 1) * 512 + b + 1; }

  int threshold_;
  std::unordered_map<int, std::vector<Rgba>> cells_;
};

}  // namespace

std::uint8_t binned_channel(std::uint8_t value, int bin_size) {
  if (bin_size <= 1) return value;
  const int size = std::min(bin_size, 256);
  return static_cast<std::uint8_t>(std::min(255, value / size * size + size / 2));
}

Histogram color_histogram(const Volume& volume, const HistogramOptions& options,
                          Parallel& parallel) {
  std::vector<Counts> parts;
  for_each_part(
      volume, options.box, parallel, [&](std::size_t count) { parts.resize(count); },
      [&](std::size_t part, TileCoord, const Tile& tile, const TileMask& inside) {
        count_tile(parts[part], tile, inside);
      });
  Counts all;
  Histogram histogram;
  for (const Counts& part : parts) {
    for (const auto& [key, count] : part) {
      all[color_key(binned(color_of_key(key), options.bin_size))] += count;
      histogram.total_voxels += count;
    }
  }
  for (const auto& [key, count] : all) histogram.colors.push_back({color_of_key(key), count});
  sort_colors(histogram.colors, options.sort_by_count);
  return histogram;
}

std::vector<ColorCount> unique_colors(const Volume& volume, const IBox& box, int merge_threshold,
                                      bool sort_by_count, Parallel& parallel) {
  HistogramOptions options;
  options.box = box;
  std::vector<ColorCount> colors = color_histogram(volume, options, parallel).colors;
  if (merge_threshold > 0) {
    const int threshold = std::min(merge_threshold, 442);  // the diagonal of the colour cube
    KeptColors kept(threshold);
    std::vector<ColorCount> merged;
    for (const ColorCount& entry : colors) {
      if (kept.has_similar(entry.color)) continue;
      kept.add(entry.color);
      merged.push_back(entry);
    }
    colors = std::move(merged);
  }
  sort_colors(colors, sort_by_count);
  return colors;
}

ColorMatches find_color(const Volume& volume, const ColorSearch& search, Parallel& parallel) {
  const auto matches = [&](Rgba c) {
    return std::abs(c.r - search.color.r) <= search.tolerance.r &&
           std::abs(c.g - search.color.g) <= search.tolerance.g &&
           std::abs(c.b - search.color.b) <= search.tolerance.b &&
           std::abs(c.a - search.color.a) <= search.tolerance.a;
  };
  std::vector<ColorMatches> parts;
  for_each_part(
      volume, search.box, parallel, [&](std::size_t count) { parts.resize(count); },
      [&](std::size_t part, TileCoord coord, const Tile& tile, const TileMask& inside) {
        if (tile.is_one_color() && !matches(tile.color())) return;
        ColorMatches& found = parts[part];
        inside.for_each([&](int i) {
          if (!matches(tile.at(i))) return;
          if (found.total++ < search.max_results)
            found.voxels.push_back({voxel_position(coord, i), tile.at(i)});
        });
      });
  ColorMatches all;
  for (const ColorMatches& part : parts) {
    all.total += part.total;
    for (const Voxel& voxel : part.voxels) {
      if (std::int64_t(all.voxels.size()) < search.max_results) all.voxels.push_back(voxel);
    }
  }
  return all;
}

}  // namespace goxel::analysis
