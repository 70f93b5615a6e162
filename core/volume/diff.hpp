#pragma once

#include "core/volume/volume.hpp"

#include <cstdint>
#include <map>

namespace goxel {

/// Calls `visit(TileCoord, const Tile* before, const Tile* after)` for each tile stored differently
/// in two volumes; a tile that one of them lacks is null. Order is TileCoord order within each
/// node. Nodes and tiles that both share are skipped unseen, so the cost follows what was edited;
/// tiles stored apart may still hold equal voxels.
template <class Visit>
void for_each_differing_tile(const Volume& before, const Volume& after, Visit&& visit) {
  if (before.shares_storage_with(after)) return;
  const auto visit_node = [&](TileCoord coord, const Volume::Node* a, const Volume::Node* b) {
    for (int slot = 0; slot < Volume::kNodeTiles; ++slot) {
      const auto i = static_cast<std::size_t>(slot);
      const Tile* x = a != nullptr ? a->tiles[i].get() : nullptr;
      const Tile* y = b != nullptr ? b->tiles[i].get() : nullptr;
      if (x != y) visit(Volume::tile_coord(coord, slot), x, y);
    }
  };
  const Volume::NodeMap none;
  const Volume::NodeMap& a = before.nodes() != nullptr ? *before.nodes() : none;
  const Volume::NodeMap& b = after.nodes() != nullptr ? *after.nodes() : none;
  auto x = a.begin();
  auto y = b.begin();
  while (x != a.end() || y != b.end()) {
    if (y == b.end() || (x != a.end() && x->first < y->first)) {
      visit_node(x->first, x->second.get(), nullptr);
      ++x;
    } else if (x == a.end() || y->first < x->first) {
      visit_node(y->first, nullptr, y->second.get());
      ++y;
    } else {
      if (x->second.get() != y->second.get())
        visit_node(x->first, x->second.get(), y->second.get());
      ++x;
      ++y;
    }
  }
}

/// How many voxels of a tile differ from another's; null stands for an empty tile.
int count_changed(const Tile* before, const Tile* after);

/// How many voxels differ between two volumes. Cost follows what was edited since they parted.
std::int64_t count_changed(const Volume& before, const Volume& after);

/// `volume` without the voxels that `mask` has.
Volume erased(const Volume& volume, const Volume& mask);

/// `volume` without the voxels that `mask` lacks.
Volume kept(const Volume& volume, const Volume& mask);

/// Puts `before` back into `after` wherever `mask` is empty: what an edit did outside the mask is
/// undone.
void restrict_change(const Volume& before, Volume& after, const Volume& mask);

}  // namespace goxel
