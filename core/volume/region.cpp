#include "core/volume/region.hpp"

#include "core/volume/merge.hpp"

#include <algorithm>

namespace goxel {

namespace {

constexpr std::int64_t saturated_product(std::int64_t a, std::int64_t b) {
  return a != 0 && b > INT64_MAX / a ? INT64_MAX : a * b;
}

/// Whether the result on every voxel is `color` itself, present or not before.
constexpr bool overwrites(Rgba color, BlendMode mode) {
  return mode == BlendMode::Replace ||
         (color.a == 255 && (mode == BlendMode::Over || mode == BlendMode::Max));
}

constexpr bool erases(Rgba color, BlendMode mode) {
  return (color.a == 255 && (mode == BlendMode::Sub || mode == BlendMode::SubClamp)) ||
         (color.a == 0 && (mode == BlendMode::Replace || mode == BlendMode::Intersect ||
                           mode == BlendMode::IntersectFill || mode == BlendMode::MultiplyAlpha));
}

constexpr bool makes_voxels(BlendMode mode) {
  return mode == BlendMode::Over || mode == BlendMode::Max || mode == BlendMode::Replace;
}

}  // namespace

IBox tiles_of_box(const IBox& box) {
  const IBox inside = intersection(box, IBox::everything());
  if (inside.is_empty()) return {};
  return {{inside.min.x >> 4, inside.min.y >> 4, inside.min.z >> 4},
          {((inside.max.x - 1) >> 4) + 1, ((inside.max.y - 1) >> 4) + 1,
           ((inside.max.z - 1) >> 4) + 1}};
}

std::vector<TileCoord> stored_tiles(const Volume& volume, const IBox& box) {
  std::vector<TileCoord> found;
  const IBox tiles = tiles_of_box(box);
  if (volume.nodes() == nullptr || tiles.is_empty()) return found;
  for (const auto& [node_coord, node] : *volume.nodes()) {
    const LVec3 first{std::int64_t{node_coord.x} * Volume::kNodeSide,
                      std::int64_t{node_coord.y} * Volume::kNodeSide,
                      std::int64_t{node_coord.z} * Volume::kNodeSide};
    const IBox node_tiles{first,
                          first + LVec3{Volume::kNodeSide, Volume::kNodeSide, Volume::kNodeSide}};
    if (intersection(node_tiles, tiles).is_empty()) continue;
    for (int slot = 0; slot < Volume::kNodeTiles; ++slot) {
      if (!node->tiles[static_cast<std::size_t>(slot)]) continue;
      const TileCoord coord = Volume::tile_coord(node_coord, slot);
      if (tiles.contains(IVec3{coord.x, coord.y, coord.z})) found.push_back(coord);
    }
  }
  return found;
}

TileMask mask_in_tile(TileCoord coord, const IBox& box) {
  const LVec3 corner = to_long(coord.min_corner());
  return box_mask({box.min - corner, box.max - corner});
}

void blend_mask(Tile& tile, const TileMask& mask, Rgba color, BlendMode mode) {
  if (erases(color, mode)) return tile.erase_mask(mask);
  if (mask.is_empty()) return;
  if (overwrites(color, mode)) return tile.paint_mask(mask, color);
  const TileMask touched = makes_voxels(mode) ? mask : mask & tile.mask();
  if (touched.is_empty()) return;
  if (tile.is_one_color() && (touched == tile.mask() || tile.is_empty())) {
    // Every voxel touched has the same colour before, so also after.
    const Rgba result = blend(tile.is_empty() ? kEmpty : tile.color(), color, mode);
    if (result.is_empty()) return tile.erase_mask(touched);
    return tile.paint_mask(touched, result);
  }
  tile.edit_voxels([&](std::span<Rgba, kTileVoxels> voxels) {
    touched.for_each([&](int i) {
      Rgba& voxel = voxels[static_cast<std::size_t>(i)];
      voxel = blend(voxel, color, mode);
    });
  });
}

void fill_box(Volume& volume, const IBox& box, Rgba color, BlendMode mode) {
  if (!makes_voxels(mode) || erases(color, mode)) {
    for (const TileCoord coord : stored_tiles(volume, box)) {
      const TileMask mask = mask_in_tile(coord, box);
      volume.edit_tile(coord, [&](Tile& tile) { blend_mask(tile, mask, color, mode); });
    }
    return;
  }
  if (color.is_empty()) return;
  const auto whole = CowPtr<Tile>::make(color);
  for_each_tile_of_box(box, [&](TileCoord coord, const TileMask& mask) {
    if (mask.is_full() && (overwrites(color, mode) || volume.find_tile(coord) == nullptr)) {
      volume.set_tile(coord, whole);
    } else {
      volume.edit_tile(coord, [&](Tile& tile) { blend_mask(tile, mask, color, mode); });
    }
  });
}

void clear_box(Volume& volume, const IBox& box) {
  for (const TileCoord coord : stored_tiles(volume, box)) {
    if (box.contains(coord.box())) {
      volume.set_tile(coord, {});
    } else {
      const TileMask mask = mask_in_tile(coord, box);
      volume.edit_tile(coord, [&](Tile& tile) { tile.erase_mask(mask); });
    }
  }
}

void keep_box(Volume& volume, const IBox& box) {
  for (const TileCoord coord : stored_tiles(volume, IBox::everything())) {
    if (box.contains(coord.box())) continue;
    const TileMask outside = ~mask_in_tile(coord, box);
    volume.edit_tile(coord, [&](Tile& tile) { tile.erase_mask(outside); });
  }
}

std::int64_t fill_cost_bytes(const IBox& box) {
  const IBox tiles = tiles_of_box(box);
  const LVec3 count = tiles.size();
  const auto nodes = [](std::int64_t n) { return n / Volume::kNodeSide + 2; };
  // Whole tiles are shared, so only their slots count; those cut by a face of the box have masks of
  // their own.
  const LVec3 whole{std::max<std::int64_t>(0, count.x - 2), std::max<std::int64_t>(0, count.y - 2),
                    std::max<std::int64_t>(0, count.z - 2)};
  const std::int64_t cut = voxel_volume(tiles) - voxel_volume({{}, whole});
  const std::int64_t node_count =
      voxel_volume({{}, {nodes(count.x), nodes(count.y), nodes(count.z)}});
  const std::int64_t node_bytes = saturated_product(node_count, sizeof(Volume::Node));
  const std::int64_t tile_bytes = saturated_product(cut, sizeof(Tile));
  return node_bytes > INT64_MAX - tile_bytes ? INT64_MAX : node_bytes + tile_bytes;
}

std::int64_t count_voxels(const Volume& volume, const IBox& box) {
  std::int64_t total = 0;
  for (const TileCoord coord : stored_tiles(volume, box)) {
    const Tile* tile = volume.find_tile(coord);
    total += box.contains(coord.box()) ? tile->voxel_count()
                                       : (tile->mask() & mask_in_tile(coord, box)).count();
  }
  return total;
}

void read_dense_box(const Volume& volume, const IBox& box, std::span<Rgba> out) {
  GOXEL_CHECK(voxel_volume(box) == static_cast<std::int64_t>(out.size()));
  std::fill(out.begin(), out.end(), kEmpty);
  const LVec3 size = box.size();
  for (const TileCoord coord : stored_tiles(volume, box)) {
    const Tile* tile = volume.find_tile(coord);
    const LVec3 corner = to_long(coord.min_corner()) - box.min;
    (tile->mask() & mask_in_tile(coord, box)).for_each([&](int i) {
      const LVec3 p = corner + LVec3{i & 15, i >> 4 & 15, i >> 8};
      out[static_cast<std::size_t>((p.z * size.y + p.y) * size.x + p.x)] = tile->at(i);
    });
  }
}

std::vector<Voxel> read_voxels(const Volume& volume, const IBox& box, std::int64_t offset,
                               std::int64_t limit) {
  std::vector<Voxel> voxels;
  if (limit <= 0) return voxels;
  const std::int64_t skip = std::max<std::int64_t>(0, offset);
  voxels.reserve(static_cast<std::size_t>(
      std::clamp<std::int64_t>(count_voxels(volume, box) - skip, 0, limit)));
  for_each_voxel_of_box(volume, box, offset, limit,
                        [&](const Voxel& voxel) { voxels.push_back(voxel); });
  return voxels;
}

}  // namespace goxel
