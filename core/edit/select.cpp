#include "core/edit/select.hpp"

#include "core/volume/diff.hpp"
#include "core/volume/merge.hpp"
#include "core/volume/region.hpp"

namespace goxel::edit {

namespace {

constexpr Rgba kSelected{255, 255, 255, 255};

std::int64_t combine(Volume& selection, Volume found, SelectOp op) {
  switch (op) {
    case SelectOp::Set:
      selection = std::move(found);
      break;
    case SelectOp::Add:
      merge(selection, found, BlendMode::Over);
      break;
    case SelectOp::Sub:
      selection = erased(selection, found);
      break;
  }
  return selection.voxel_count();
}

void add_tile(Volume& found, TileCoord coord, const TileMask& mask) {
  if (mask.is_empty()) return;
  Tile tile;
  tile.paint_mask(mask, kSelected);
  found.set_tile(coord, CowPtr<Tile>::make(std::move(tile)));
}

}  // namespace

std::int64_t select_box(Volume& selection, const Volume& layer, const IBox& box, SelectOp op) {
  Volume found;
  for (const TileCoord coord : stored_tiles(layer, box)) {
    add_tile(found, coord, layer.find_tile(coord)->mask() & mask_in_tile(coord, box));
  }
  return combine(selection, std::move(found), op);
}

std::int64_t select_color(Volume& selection, const Volume& layer, Rgba color, int tolerance,
                          SelectOp op) {
  Volume found;
  layer.for_each_tile([&](TileCoord coord, const Tile& tile) {
    TileMask mask;
    tile.mask().for_each([&](int i) {
      if (channel_distance(tile.at(i), color) <= tolerance) mask.set(i);
    });
    add_tile(found, coord, mask);
  });
  return combine(selection, std::move(found), op);
}

Result<std::int64_t> select_connected(Volume& selection, const Volume& layer,
                                      const SelectConnectedOptions& options, const Scope& scope) {
  VoxelSet reached;
  if (!layer.at(options.start).is_empty()) {
    FloodOptions flood_options;
    flood_options.connectivity = options.connectivity;
    flood_options.max_voxels = scope.limits.voxels_per_edit;
    VolumeReader from_reader(layer);
    VolumeReader to_reader(layer);
    GOXEL_TRY(
        flood(reached, options.start, flood_options, scope.progress, [&](IVec3 from, IVec3 to) {
          const Rgba color = to_reader.at(to);
          return !color.is_empty() &&
                 channel_distance(color, from_reader.at(from)) <= options.tolerance;
        }));
  }
  return combine(selection, reached.to_volume(kSelected), options.op);
}

}  // namespace goxel::edit
