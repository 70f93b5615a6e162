#pragma once

#include "core/volume/blend.hpp"
#include "core/volume/volume.hpp"
#include "core/volume/voxel.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace goxel {

/// The tiles a box touches, as a half-open box of tile coordinates. What lies outside the int32
/// range is left out.
IBox tiles_of_box(const IBox& box);

/// Calls `visit(TileCoord, const TileMask& inside)` for every tile that a box touches, in TileCoord
/// order, whether or not a volume stores it.
template <class Visit>
void for_each_tile_of_box(const IBox& box, Visit&& visit) {
  const IBox tiles = tiles_of_box(box);
  TileMask full;
  full.set_all();
  for (std::int64_t z = tiles.min.z; z < tiles.max.z; ++z) {
    for (std::int64_t y = tiles.min.y; y < tiles.max.y; ++y) {
      for (std::int64_t x = tiles.min.x; x < tiles.max.x; ++x) {
        const IVec3 t = to_voxel({x, y, z});
        const TileCoord coord{t.x, t.y, t.z};
        const LVec3 corner = to_long(coord.min_corner());
        if (box.contains(coord.box())) {
          visit(coord, full);
        } else {
          visit(coord, box_mask({box.min - corner, box.max - corner}));
        }
      }
    }
  }
}

/// Coordinates of the stored tiles that a box touches, in the order of Volume::for_each_tile. Costs
/// the volume's number of nodes, and the tiles of those that the box touches.
std::vector<TileCoord> stored_tiles(const Volume& volume, const IBox& box);

/// The voxels of tile `coord` that lie in `box`.
TileMask mask_in_tile(TileCoord coord, const IBox& box);

/// Blends one colour onto the voxels of a mask, each as blend() does. Replace with alpha 0 erases.
void blend_mask(Tile& tile, const TileMask& mask, Rgba color, BlendMode mode);

/// Blends one colour onto every voxel of a box; nothing outside it changes. Whole tiles that end up
/// one colour share a single tile. O(tiles touched).
void fill_box(Volume& volume, const IBox& box, Rgba color, BlendMode mode = BlendMode::Over);

/// Empties a box. O(stored tiles touched).
void clear_box(Volume& volume, const IBox& box);

/// Empties all but a box.
void keep_box(Volume& volume, const IBox& box);

/// Upper bound of the bytes that filling a box may add to a volume, to check against a limit before
/// the work.
std::int64_t fill_cost_bytes(const IBox& box);

/// Voxels with alpha above 0 in a box. O(stored tiles touched).
std::int64_t count_voxels(const Volume& volume, const IBox& box);

/// Reads every voxel of a box into `out`, x fastest, then y, then z. `out` holds one element for
/// each voxel.
void read_dense_box(const Volume& volume, const IBox& box, std::span<Rgba> out);

/// Calls `visit(const Voxel&)` for the voxels of a box with alpha above 0 in the order of
/// Volume::for_each_voxel, from number `offset` on, at most `limit` of them. Tiles before the
/// offset are skipped by their counts.
template <class Visit>
void for_each_voxel_of_box(const Volume& volume, const IBox& box, std::int64_t offset,
                           std::int64_t limit, Visit&& visit) {
  std::int64_t skip = std::max<std::int64_t>(0, offset);
  std::int64_t left = limit;
  for (const TileCoord coord : stored_tiles(volume, box)) {
    if (left <= 0) return;
    const Tile& tile = *volume.find_tile(coord);
    const TileMask mask = tile.mask() & mask_in_tile(coord, box);
    const int count = mask.count();
    if (skip >= count) {
      skip -= count;
      continue;
    }
    mask.for_each([&](int i) {
      if (skip-- > 0 || left <= 0) return;
      --left;
      visit(Voxel{voxel_position(coord, i), tile.at(i)});
    });
    skip = 0;
  }
}

/// The same as a list.
std::vector<Voxel> read_voxels(const Volume& volume, const IBox& box, std::int64_t offset = 0,
                               std::int64_t limit = INT64_MAX);

}  // namespace goxel
