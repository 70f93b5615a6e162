#include "core/edit/value_noise.hpp"

#include "core/base/str_cat.hpp"
#include "core/edit/edit.hpp"

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

}  // namespace

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

Result<void> check_noise(const IBox& box, double scale_vox, int octaves, const Limits& limits) {
  if (!(scale_vox >= 1 && scale_vox <= 1e6)) {
    return Error{ErrorCode::InvalidParams,
                 str_cat("scale ", scale_vox, " is outside 1..1000000 voxels")};
  }
  if (octaves < 1 || octaves > 8)
    return Error{ErrorCode::InvalidParams, str_cat("octaves ", octaves, " is outside 1..8")};
  return check_box(box, limits);
}

}  // namespace goxel::edit
