#include "core/analysis/compare.hpp"

#include "core/image/generated.hpp"
#include "core/volume/bounds.hpp"
#include "core/volume/connected.hpp"
#include "core/volume/diff.hpp"

namespace goxel::analysis {

namespace {

void compare_tile(VolumeDifference& difference, TileCoord coord, const Tile& before,
                  const Tile& after) {
  TileMask changed;
  (before.mask() | after.mask()).for_each([&](int i) {
    const Rgba a = before.at(i);
    const Rgba b = after.at(i);
    if (a == b) return;
    changed.set(i);
    ++(a.is_empty() ? difference.added : b.is_empty() ? difference.removed : difference.recolored);
  });
  if (changed.is_empty()) return;
  const IBox inner = bounds_in_tile(changed);
  const LVec3 corner = to_long(coord.min_corner());
  difference.bounds = bounding_union(difference.bounds, {corner + inner.min, corner + inner.max});
}

std::int64_t empty_neighbors(VolumeReader& reader, IVec3 p) {
  std::int64_t empty = 0;
  for (const IVec3 offset : neighbor_offsets(Connectivity::Faces)) {
    const LVec3 next = to_long(p) + to_long(offset);
    empty += !is_voxel_position(next) || reader.at(to_voxel(next)).is_empty();
  }
  return empty;
}

}  // namespace

VolumeDifference compare(const Volume& before, const Volume& after) {
  VolumeDifference difference;
  const Tile none;
  for_each_differing_tile(before, after, [&](TileCoord coord, const Tile* a, const Tile* b) {
    compare_tile(difference, coord, a != nullptr ? *a : none, b != nullptr ? *b : none);
  });
  return difference;
}

std::vector<LayerDifference> compare(const Image& before, const Image& after) {
  std::vector<LayerDifference> differences;
  for (const CowPtr<Layer>& layer : after.layers()) {
    const Layer* old = before.find_layer(layer->id);
    const Volume old_content = old != nullptr ? layer_content(before, *old) : Volume();
    const VolumeDifference voxels = compare(old_content, layer_content(after, *layer));
    if (old != nullptr && voxels.is_empty()) continue;
    differences.push_back(
        {layer->id, layer->name, old != nullptr ? LayerFate::Kept : LayerFate::Added, voxels});
  }
  for (const CowPtr<Layer>& layer : before.layers()) {
    if (after.find_layer(layer->id) != nullptr) continue;
    differences.push_back({layer->id, layer->name, LayerFate::Removed,
                           compare(layer_content(before, *layer), Volume())});
  }
  return differences;
}

Statistics statistics(const Volume& volume) {
  Statistics result;
  result.voxels = volume.voxel_count();
  result.tiles = volume.tile_count();
  result.size_bytes = static_cast<std::int64_t>(volume.size_bytes());
  result.bounds = exact_bounds(volume);
  VolumeReader reader(volume);
  volume.for_each_tile([&](TileCoord coord, const Tile& tile) {
    result.uniform_tiles += tile.is_uniform();
    tile.mask().for_each([&](int i) {
      result.solid_voxels += is_solid(tile.at(i));
      const std::int64_t exposed = empty_neighbors(reader, voxel_position(coord, i));
      result.exposed_faces += exposed;
      result.surface_voxels += exposed > 0;
    });
  });
  if (result.voxels > 0) {
    const DVec3 size = to_double(result.bounds.size());
    result.fill_fraction = static_cast<double>(result.voxels) / (size.x * size.y * size.z);
  }
  return result;
}

}  // namespace goxel::analysis
