#pragma once

#include "core/base/parallel.hpp"
#include "core/math/box.hpp"
#include "core/volume/volume.hpp"
#include "core/volume/voxel.hpp"

#include <cstdint>
#include <vector>

/// What colours a volume holds. Pure functions of a snapshot; the same answer with any Parallel.
namespace goxel::analysis {

struct ColorCount {
  Rgba color;
  std::int64_t count = 0;

  friend bool operator==(const ColorCount&, const ColorCount&) = default;
};

/// The middle of the bin that a channel value falls into: (value / bin_size) * bin_size + bin_size
/// / 2, at most 255. Sizes above 256 count as that.
std::uint8_t binned_channel(std::uint8_t value, int bin_size);

struct HistogramOptions {
  IBox box = IBox::everything();
  int bin_size = 0;  ///< at most 1 counts exact colours; else r, g, b go to their bins, alpha stays
  bool sort_by_count = true;  ///< most frequent first, ties by colour; else by r, g, b, a
};

struct Histogram {
  std::vector<ColorCount> colors;
  std::int64_t total_voxels = 0;
};

/// Counts the colours of the voxels in a box. One pass over the tiles, in parallel over nodes.
Histogram color_histogram(const Volume& volume, const HistogramOptions& options,
                          Parallel& parallel);

/// The colours in use, by r, g, b, a, or most frequent first. With `merge_threshold` above 0 a
/// colour that is at most that far (Euclidean distance of r, g, b; equal alpha) from a more
/// frequent one is left out.
std::vector<ColorCount> unique_colors(const Volume& volume, const IBox& box, int merge_threshold,
                                      bool sort_by_count, Parallel& parallel);

struct ColorSearch {
  IBox box = IBox::everything();
  Rgba color;
  Rgba tolerance = {0, 0, 0, 0};  ///< largest difference of each channel
  std::int64_t max_results = INT64_MAX;
};

struct ColorMatches {
  std::vector<Voxel> voxels;  ///< in the order of Volume::for_each_voxel, at most max_results
  std::int64_t total = 0;     ///< all matches
};

/// Voxels of about one colour.
ColorMatches find_color(const Volume& volume, const ColorSearch& search, Parallel& parallel);

}  // namespace goxel::analysis
