#include "core/volume/diff.hpp"

#include <utility>
#include <vector>

namespace goxel {

int count_changed(const Tile* before, const Tile* after) {
  if (before == after) return 0;
  if (before == nullptr) return after->voxel_count();
  if (after == nullptr) return before->voxel_count();
  return before->count_differing(*after);
}

std::int64_t count_changed(const Volume& before, const Volume& after) {
  std::int64_t changed = 0;
  for_each_differing_tile(before, after, [&](TileCoord, const Tile* a, const Tile* b) {
    changed += count_changed(a, b);
  });
  return changed;
}

Volume erased(const Volume& volume, const Volume& mask) {
  Volume result = volume;
  mask.for_each_tile([&](TileCoord coord, const Tile& tile) {
    const Tile* mine = volume.find_tile(coord);
    if (mine == nullptr || (mine->mask() & tile.mask()).is_empty()) return;
    result.edit_tile(coord, [&](Tile& target) { target.erase_mask(tile.mask()); });
  });
  return result;
}

Volume kept(const Volume& volume, const Volume& mask) {
  Volume result = volume;
  volume.for_each_tile([&](TileCoord coord, const Tile& tile) {
    const Tile* wanted = mask.find_tile(coord);
    const TileMask gone = wanted != nullptr ? tile.mask() & ~wanted->mask() : tile.mask();
    if (gone.is_empty()) return;
    if (gone == tile.mask()) return result.set_tile(coord, {});
    result.edit_tile(coord, [&](Tile& target) { target.erase_mask(gone); });
  });
  return result;
}

void restrict_change(const Volume& before, Volume& after, const Volume& mask) {
  std::vector<std::pair<TileCoord, CowPtr<Tile>>> restored;
  for_each_differing_tile(before, after, [&](TileCoord coord, const Tile* a, const Tile* b) {
    const Tile* selected = mask.find_tile(coord);
    if (selected == nullptr) {
      restored.emplace_back(coord, before.share_tile(coord));
      return;
    }
    if (selected->mask().is_full()) return;
    std::array<Rgba, kTileVoxels> voxels{};
    if (a != nullptr) a->copy_to(voxels);
    selected->mask().for_each(
        [&](int i) { voxels[static_cast<std::size_t>(i)] = b != nullptr ? b->at(i) : kEmpty; });
    Tile tile;
    tile.assign(voxels);
    restored.emplace_back(coord, CowPtr<Tile>::make(std::move(tile)));
  });
  for (auto& [coord, tile] : restored) after.set_tile(coord, std::move(tile));
}

}  // namespace goxel
