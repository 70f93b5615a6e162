#include "core/edit/generate.hpp"

#include "core/base/str_cat.hpp"
#include "core/volume/region.hpp"

#include <algorithm>
#include <cmath>

namespace goxel::edit {

namespace {

/// splitmix64's finisher: every input bit reaches every output bit.
std::uint64_t mixed(std::uint64_t v) {
  v = (v ^ v >> 30) * 0xBF58476D1CE4E5B9U;
  v = (v ^ v >> 27) * 0x94D049BB133111EBU;
  return v ^ v >> 31;
}

/// 0..1 for a lattice point.
double lattice_value(std::uint64_t seed, std::int64_t x, std::int64_t y, std::int64_t z) {
  const std::uint64_t hash =
      mixed(mixed(mixed(seed + 0x9E3779B97F4A7C15U * static_cast<std::uint64_t>(x)) +
                  static_cast<std::uint64_t>(y)) +
            static_cast<std::uint64_t>(z));
  return static_cast<double>(hash >> 11) * (1.0 / 9007199254740992.0);
}

double blended(double a, double b, double t) { return a + (b - a) * t; }
/// Smooth at both ends.
double eased(double t) { return t * t * (3 - 2 * t); }

double value_noise(std::uint64_t seed, DVec3 p) {
  const DVec3 floor{std::floor(p.x), std::floor(p.y), std::floor(p.z)};
  const DVec3 t{eased(p.x - floor.x), eased(p.y - floor.y), eased(p.z - floor.z)};
  const auto x = static_cast<std::int64_t>(floor.x);
  const auto y = static_cast<std::int64_t>(floor.y);
  const auto z = static_cast<std::int64_t>(floor.z);
  const auto along_x = [&](int dy, int dz) {
    return blended(lattice_value(seed, x, y + dy, z + dz),
                   lattice_value(seed, x + 1, y + dy, z + dz), t.x);
  };
  return blended(blended(along_x(0, 0), along_x(1, 0), t.y),
                 blended(along_x(0, 1), along_x(1, 1), t.y), t.z);
}

/// 0..1: octaves of value noise, each half as large and half as strong.
double layered_noise(std::uint64_t seed, DVec3 p, double scale_vox, int octaves) {
  double sum = 0;
  double weight = 1;
  double total = 0;
  double frequency = 1 / scale_vox;
  for (int i = 0; i < octaves; ++i) {
    sum += weight * value_noise(mixed(seed + static_cast<std::uint64_t>(i)), p * frequency);
    total += weight;
    weight /= 2;
    frequency *= 2;
  }
  return sum / total;
}

Result<void> check_options(const IBox& box, double scale_vox, int octaves, const Limits& limits) {
  if (!(scale_vox >= 1 && scale_vox <= 1e6)) {
    return Error{ErrorCode::InvalidParams,
                 str_cat("scale ", scale_vox, " is outside 1..1000000 voxels")};
  }
  if (octaves < 1 || octaves > 8)
    return Error{ErrorCode::InvalidParams, str_cat("octaves ", octaves, " is outside 1..8")};
  return check_box(box, limits);
}

}  // namespace

Result<std::int64_t> generate_noise(Volume& volume, const NoiseOptions& options,
                                    const Scope& scope) {
  GOXEL_TRY(check_options(options.box, options.scale_vox, options.octaves, scope.limits));
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

Result<std::int64_t> generate_terrain(Volume& volume, const TerrainOptions& options,
                                      const Scope& scope) {
  GOXEL_TRY(check_options(options.box, options.scale_vox, options.octaves, scope.limits));
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
