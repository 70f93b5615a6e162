#pragma once

#include "core/edit/edit.hpp"
#include "core/volume/shared_edit.hpp"

#include <array>

namespace goxel::edit {

/// Gives every voxel the colour `map(Rgba)` says, which must depend on nothing else; an alpha of 0
/// erases. Tiles of one colour take one call; tiles that were shared stay shared.
template <class Map>
Result<std::int64_t> map_colors(Volume& volume, const Scope& scope, Map&& map) {
  Volume work = volume;
  SharedEdit shared(work);
  std::array<Rgba, kTileVoxels> voxels;
  bool is_stopped = false;
  volume.for_each_tile([&](TileCoord coord, const Tile& tile) {
    is_stopped = is_stopped || scope.progress.is_stop_requested();
    if (is_stopped) return;
    if (tile.is_one_color()) {
      const Rgba color = map(tile.color());
      if (color == tile.color()) return;
      shared.edit_tile(coord, nullptr, [&](Tile& target) {
        const TileMask mask = target.mask();
        color.is_empty() ? target.erase_mask(mask) : target.paint_mask(mask, color);
      });
      return;
    }
    tile.copy_to(voxels);
    // Neighbours often share a colour.
    Rgba last;
    Rgba last_result;
    bool is_changed = false;
    tile.mask().for_each([&](int i) {
      Rgba& voxel = voxels[static_cast<std::size_t>(i)];
      if (voxel != last) {
        last = voxel;
        last_result = map(voxel);
      }
      is_changed = is_changed || last_result != voxel;
      voxel = last_result;
    });
    if (is_changed) shared.edit_tile(coord, nullptr, [&](Tile& target) { target.assign(voxels); });
  });
  return commit(volume, std::move(work), scope);
}

}  // namespace goxel::edit
