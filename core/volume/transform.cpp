#include "core/volume/transform.hpp"

#include "core/base/str_cat.hpp"
#include "core/volume/bounds.hpp"
#include "core/volume/region.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace goxel {

namespace {

Error out_of_range() {
  return {ErrorCode::LimitExceeded,
          "the move takes voxels out of the coordinate range -2147483648..2147483647"};
}

bool is_identity_turn(const GridMap& map) {
  return map.axis == std::array<int, 3>{0, 1, 2} && map.sign == std::array<int, 3>{1, 1, 1};
}

Volume moved_by_tiles(const Volume& volume, LVec3 offset) {
  Volume result;
  const IVec3 tiles = to_voxel({offset.x / kTileSide, offset.y / kTileSide, offset.z / kTileSide});
  volume.for_each_tile([&](TileCoord c, const Tile&) {
    result.set_tile({c.x + tiles.x, c.y + tiles.y, c.z + tiles.z}, volume.share_tile(c));
  });
  return result;
}

std::optional<Affine> inverse(const Affine& map) {
  const Axes& a = map.axes;
  const double determinant = dot(a.x, cross(a.y, a.z));
  const double scale = 1 / determinant;
  if (determinant == 0 || !std::isfinite(scale) || !std::isfinite(length(map.offset)))
    return std::nullopt;
  const DVec3 rows[3] = {cross(a.y, a.z) * scale, cross(a.z, a.x) * scale, cross(a.x, a.y) * scale};
  Affine result;
  result.axes = {{rows[0].x, rows[1].x, rows[2].x},
                 {rows[0].y, rows[1].y, rows[2].y},
                 {rows[0].z, rows[1].z, rows[2].z}};
  result.offset = -result.axes.apply(map.offset);
  if (!std::isfinite(length(result.offset))) return std::nullopt;
  return result;
}

/// The voxel box that holds the image of a box, with a voxel of room for rounding on each side.
IBox image_of(const IBox& box, const Affine& map) {
  const DVec3 half = to_double(box.size()) * 0.5;
  const DVec3 center =
      map.axes.apply(to_double(box.min) + half - DVec3{0.5, 0.5, 0.5}) + map.offset;
  constexpr double kEnd = 2147483648.0;
  IBox result;
  for (int i = 0; i < 3; ++i) {
    const double reach = std::fabs(map.axes.x[i]) * half.x + std::fabs(map.axes.y[i]) * half.y +
                         std::fabs(map.axes.z[i]) * half.z + 1;
    result.min[i] =
        static_cast<std::int64_t>(std::clamp(std::floor(center[i] - reach), -kEnd, kEnd));
    result.max[i] =
        static_cast<std::int64_t>(std::clamp(std::ceil(center[i] + reach) + 1, -kEnd, kEnd));
  }
  return result;
}

bool precedes(TileCoord a, TileCoord b) { return a < b; }

Result<std::vector<TileCoord>> tiles_of_image(const Volume& volume, const Affine& map,
                                              std::int64_t max_tiles) {
  std::vector<TileCoord> tiles;
  bool fits = true;
  volume.for_each_tile([&](TileCoord coord, const Tile&) {
    if (!fits) return;
    const IBox image = image_of(coord.box(), map);
    // Neighbours' images overlap: some room before sorting out what came twice.
    fits = voxel_volume(tiles_of_box(image)) <=
           32 * max_tiles - static_cast<std::int64_t>(tiles.size());
    if (fits)
      for_each_tile_of_box(image, [&](TileCoord c, const TileMask&) { tiles.push_back(c); });
  });
  std::sort(tiles.begin(), tiles.end(), precedes);
  tiles.erase(std::unique(tiles.begin(), tiles.end()), tiles.end());
  if (!fits || static_cast<std::int64_t>(tiles.size()) > max_tiles) {
    return Error{ErrorCode::LimitExceeded, str_cat("the transform would spread over more than ",
                                                   max_tiles, " tiles of 4096 voxels")};
  }
  return tiles;
}

double round_half(double v, HalfRounding halves) {
  return halves == HalfRounding::Up ? std::floor(v + 0.5)
                                    : std::copysign(std::floor(std::fabs(v) + 0.5), v);
}

Tile sample_tile(VolumeReader& source, TileCoord coord, const Affine& back, HalfRounding halves) {
  std::array<Rgba, kTileVoxels> voxels{};
  constexpr double kEnd = 2147483648.0;
  for (int i = 0; i < kTileVoxels; ++i) {
    const DVec3 p = back.axes.apply(to_double(voxel_position(coord, i))) + back.offset;
    const DVec3 q{round_half(p.x, halves), round_half(p.y, halves), round_half(p.z, halves)};
    if (!(q.x >= -kEnd && q.x < kEnd && q.y >= -kEnd && q.y < kEnd && q.z >= -kEnd && q.z < kEnd))
      continue;
    voxels[static_cast<std::size_t>(i)] =
        source.at({static_cast<std::int32_t>(q.x), static_cast<std::int32_t>(q.y),
                   static_cast<std::int32_t>(q.z)});
  }
  Tile tile;
  tile.assign(voxels);
  return tile;
}

}  // namespace

GridMap mirror_in_box(const IBox& box, int axis) {
  GridMap map;
  map.sign[static_cast<std::size_t>(axis)] = -1;
  map.offset[axis] = box.min[axis] + box.max[axis] - 1;
  return map;
}

GridMap quarter_turns_in_box(const IBox& box, int axis, int quarters) {
  const int turns = (quarters % 4 + 4) % 4;
  const int u = (axis + 1) % 3;
  const int v = (axis + 2) % 3;
  const auto iu = static_cast<std::size_t>(u);
  const auto iv = static_cast<std::size_t>(v);
  GridMap map;
  if (turns == 0) return map;
  if (turns == 2) {
    map.sign[iu] = map.sign[iv] = -1;
    map.offset[u] = box.min[u] + box.max[u] - 1;
    map.offset[v] = box.min[v] + box.max[v] - 1;
    return map;
  }
  map.axis[iu] = v;
  map.axis[iv] = u;
  // The turned box has its sides swapped; its lower corner is chosen so that the centres agree, or
  // nearly.
  const LVec3 size = box.max - box.min;
  const auto half_down = [](std::int64_t n) { return n >> 1; };
  const std::int64_t low_u = box.min[u] + half_down(size[u] - size[v]);
  const std::int64_t low_v = box.min[v] + half_down(size[v] - size[u]);
  if (turns == 1) {  // u to v, v to -u
    map.sign[iu] = -1;
    map.offset[u] = low_u + size[v] - 1 + box.min[v];
    map.offset[v] = low_v - box.min[u];
  } else {  // u to -v, v to u
    map.sign[iv] = -1;
    map.offset[u] = low_u - box.min[v];
    map.offset[v] = low_v + size[u] - 1 + box.min[u];
  }
  return map;
}

Result<Volume> mapped(const Volume& volume, const GridMap& map) {
  const IBox bounds = exact_bounds(volume);
  if (bounds.is_empty()) return Volume();
  const LVec3 last = bounds.max - LVec3{1, 1, 1};
  if (!is_voxel_position(map.apply(to_voxel(bounds.min))) ||
      !is_voxel_position(map.apply(to_voxel(last)))) {
    return out_of_range();
  }
  const auto is_whole = [](std::int64_t v) { return v % kTileSide == 0; };
  if (is_identity_turn(map) && is_whole(map.offset.x) && is_whole(map.offset.y) &&
      is_whole(map.offset.z)) {
    return moved_by_tiles(volume, map.offset);
  }
  Volume result;
  VolumeWriter writer(result);
  volume.for_each_voxel([&](IVec3 p, Rgba color) { writer.set(to_voxel(map.apply(p)), color); });
  writer.flush();
  return result;
}

Affine affine_of_matrix(const Mat4& matrix) {
  return {{matrix.column(0), matrix.column(1), matrix.column(2)}, matrix.column(3)};
}

std::optional<GridMap> grid_map_of(const Affine& map) {
  constexpr double kLongest = 4294967296.0;
  const std::array<DVec3, 3> columns = {map.axes.x, map.axes.y, map.axes.z};
  GridMap grid;
  int used = 0;
  for (int row = 0; row < 3; ++row) {
    int count = 0;
    for (int column = 0; column < 3; ++column) {
      const double factor = columns[static_cast<std::size_t>(column)][row];
      if (factor == 0) continue;
      if (std::fabs(factor) != 1) return std::nullopt;
      grid.axis[static_cast<std::size_t>(row)] = column;
      grid.sign[static_cast<std::size_t>(row)] = factor > 0 ? 1 : -1;
      used |= 1 << column;
      ++count;
    }
    const double offset = map.offset[row];
    if (count != 1 || !(std::fabs(offset) <= kLongest) || offset != std::floor(offset))
      return std::nullopt;
    grid.offset[row] = static_cast<std::int64_t>(offset);
  }
  if (used != 7) return std::nullopt;
  return grid;
}

Affine affine_about(DVec3 center, const Axes& axes) {
  const DVec3 half{0.5, 0.5, 0.5};
  return {axes, axes.apply(half - center) + center - half};
}

Result<Volume> resampled(const Volume& volume, const Affine& map, const ResampleOptions& options,
                         Progress& progress) {
  const auto back = inverse(map);
  if (!back) return Volume();
  GOXEL_ASSIGN(const std::vector<TileCoord> tiles, tiles_of_image(volume, map, options.max_tiles));
  Volume result;
  VolumeReader source(volume);
  for (const TileCoord coord : tiles) {
    if (progress.is_stop_requested())
      return Error{ErrorCode::Cancelled, "the transform was stopped"};
    Tile tile = sample_tile(source, coord, *back, options.halves);
    if (!tile.is_empty()) result.set_tile(coord, CowPtr<Tile>::make(std::move(tile)));
  }
  return result;
}

}  // namespace goxel
