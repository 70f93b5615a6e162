#include "core/edit/terrain.hpp"

#include "core/edit/value_noise.hpp"
#include "core/volume/region.hpp"

#include <algorithm>

namespace goxel::edit {

Result<std::int64_t> generate_terrain(Volume& volume, const TerrainOptions& options,
                                      const Scope& scope) {
  GOXEL_TRY(check_noise(options.box, options.scale_vox, options.octaves, scope.limits));
  const IBox box = intersection(options.box, IBox::everything());
  if (box.is_empty()) return std::int64_t{0};
  const auto height = static_cast<double>(box.size().z);
  Volume work = volume;
  for (std::int64_t y = box.min.y; y < box.max.y; ++y) {
    if (scope.progress.is_stop_requested())
      return Error{ErrorCode::Cancelled, "the terrain was stopped"};
    for (std::int64_t x = box.min.x; x < box.max.x; ++x) {
      const DVec3 p{static_cast<double>(x), static_cast<double>(y), 0};
      const double noise = layered_noise(options.seed, p, options.scale_vox, options.octaves);
      const auto count =
          std::clamp<std::int64_t>(static_cast<std::int64_t>(noise * height) + 1, 1, box.size().z);
      const std::int64_t end = box.min.z + count;
      const auto column = [&](std::int64_t low, std::int64_t high, Rgba color) {
        goxel::fill_box(work, {{x, y, std::max(low, box.min.z)}, {x + 1, y + 1, high}}, color);
      };
      column(box.min.z, end - 4, options.stone);
      column(end - 4, end - 1, options.earth);
      column(end - 1, end, options.top);
    }
  }
  return commit(volume, std::move(work), scope);
}

}  // namespace goxel::edit
