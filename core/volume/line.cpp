#include "core/volume/line.hpp"

#include "core/volume/region.hpp"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace goxel {

namespace {

/// a + round(delta * step / steps), ties away from zero. Unsigned: the product of two 32-bit spans
/// needs 64 bits.
std::int64_t along(std::int64_t a, std::int64_t delta, std::int64_t step, std::int64_t steps) {
  if (steps == 0) return a;
  const auto n = static_cast<std::uint64_t>(steps);
  const auto span = static_cast<std::uint64_t>(std::abs(delta)) * static_cast<std::uint64_t>(step);
  const auto rounded = static_cast<std::int64_t>((span + n / 2) / n);
  return delta < 0 ? a - rounded : a + rounded;
}

void draw_thin(Volume& volume, const LineOptions& options) {
  const LVec3 from = to_long(options.from);
  const LVec3 delta = to_long(options.to) - from;
  const std::int64_t steps = std::max({std::abs(delta.x), std::abs(delta.y), std::abs(delta.z)});
  const IBox clip = options.clip.value_or(IBox::everything());
  TileCoord coord = TileCoord::of(options.from);
  TileMask mask;
  const auto flush = [&] {
    if (mask.is_empty()) return;
    volume.edit_tile(coord,
                     [&](Tile& tile) { blend_mask(tile, mask, options.color, options.mode); });
    mask = {};
  };
  for (std::int64_t i = 0; i <= steps; ++i) {
    const IVec3 p = to_voxel({along(from.x, delta.x, i, steps), along(from.y, delta.y, i, steps),
                              along(from.z, delta.z, i, steps)});
    if (!clip.contains(p)) continue;
    if (TileCoord::of(p) != coord) {
      flush();
      coord = TileCoord::of(p);
    }
    mask.set(index_in_tile(p));
  }
  flush();
}

/// Distance from a point to the segment from the origin to `end`, squared. By the cross product:
/// the difference to the nearest point would lose digits of a short distance beside a long segment.
double squared_distance(DVec3 p, DVec3 end, double squared_length) {
  const double along = dot(p, end);
  if (along <= 0) return dot(p, p);
  if (along >= squared_length) return dot(p - end, p - end);
  const DVec3 area = cross(p, end);
  return dot(area, area) / squared_length;
}

void draw_thick(Volume& volume, const LineOptions& options) {
  const DVec3 from = to_double(options.from);
  const DVec3 end = to_double(options.to) - from;
  const double squared_length = dot(end, end);
  // Ties belong: an exact distance may come out a rounding error longer.
  const double limit = options.radius * options.radius * (1 + 1e-12);
  constexpr double kTileReach =
      13;  // 7.5 * sqrt(3), from the middle of a tile to its farthest voxel centre
  for_each_tile_of_box(line_bounds(options), [&](TileCoord coord, const TileMask& allowed) {
    const DVec3 corner = to_double(coord.min_corner()) - from;
    const double reach = options.radius + kTileReach;
    if (squared_distance(corner + DVec3{7.5, 7.5, 7.5}, end, squared_length) > reach * reach)
      return;
    TileMask mask;
    allowed.for_each([&](int i) {
      const DVec3 p = corner + to_double(IVec3{i & 15, i >> 4 & 15, i >> 8});
      if (squared_distance(p, end, squared_length) <= limit) mask.set(i);
    });
    if (mask.is_empty()) return;
    volume.edit_tile(coord,
                     [&](Tile& tile) { blend_mask(tile, mask, options.color, options.mode); });
  });
}

}  // namespace

IBox line_bounds(const LineOptions& options) {
  const auto reach =
      static_cast<std::int64_t>(std::clamp(std::ceil(options.radius), 0.0, 4294967296.0));
  IBox box;
  for (int i = 0; i < 3; ++i) {
    box.min[i] = std::int64_t{std::min(options.from[i], options.to[i])} - reach;
    box.max[i] = std::int64_t{std::max(options.from[i], options.to[i])} + reach + 1;
  }
  return intersection(box, options.clip.value_or(IBox::everything()));
}

void draw_line(Volume& volume, const LineOptions& options) {
  if (options.radius < 0.5) {
    draw_thin(volume, options);
  } else {
    draw_thick(volume, options);
  }
}

}  // namespace goxel
