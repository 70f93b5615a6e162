#include "core/edit/noise.hpp"

#include "core/edit/value_noise.hpp"
#include "core/volume/region.hpp"

namespace goxel::edit {

Result<std::int64_t> generate_noise(Volume& volume, const NoiseOptions& options,
                                    const Scope& scope) {
  GOXEL_TRY(check_noise(options.box, options.scale_vox, options.octaves, scope.limits));
  Volume work = volume;
  bool is_stopped = false;
  for_each_tile_of_box(options.box, [&](TileCoord coord, const TileMask& inside) {
    is_stopped = is_stopped || scope.progress.is_stop_requested();
    if (is_stopped) return;
    TileMask mask;
    inside.for_each([&](int i) {
      const DVec3 p = to_double(voxel_position(coord, i));
      if (layered_noise(options.seed, p, options.scale_vox, options.octaves) >= options.threshold)
        mask.set(i);
    });
    if (mask.is_empty()) return;
    work.edit_tile(coord,
                   [&](Tile& tile) { blend_mask(tile, mask, options.color, BlendMode::Over); });
  });
  return commit(volume, std::move(work), scope);
}

}  // namespace goxel::edit
