#pragma once

#include "core/math/vec3.hpp"

#include <cmath>
#include <cstdint>

/// Value noise from its definition: eight corners of a lattice cell, each with its weight.
namespace goxel::edit::model {

inline std::uint64_t scrambled(std::uint64_t v) {
  v ^= v >> 30;
  v *= 0xBF58476D1CE4E5B9U;
  v ^= v >> 27;
  v *= 0x94D049BB133111EBU;
  return v ^ v >> 31;
}

inline double corner_value(std::uint64_t seed, LVec3 corner) {
  std::uint64_t hash = scrambled(seed + 0x9E3779B97F4A7C15U * static_cast<std::uint64_t>(corner.x));
  hash = scrambled(hash + static_cast<std::uint64_t>(corner.y));
  hash = scrambled(hash + static_cast<std::uint64_t>(corner.z));
  return std::ldexp(static_cast<double>(hash >> 11), -53);
}

inline double noise_at(std::uint64_t seed, DVec3 p, double scale_vox, int octaves) {
  double sum = 0;
  double weights = 0;
  for (int octave = 0; octave < octaves; ++octave) {
    const DVec3 q = p * (std::ldexp(1.0, octave) / scale_vox);
    const LVec3 low{static_cast<std::int64_t>(std::floor(q.x)),
                    static_cast<std::int64_t>(std::floor(q.y)),
                    static_cast<std::int64_t>(std::floor(q.z))};
    double value = 0;
    for (int corner = 0; corner < 8; ++corner) {
      double weight = 1;
      LVec3 at = low;
      for (int i = 0; i < 3; ++i) {
        const double t = q[i] - static_cast<double>(low[i]);
        const double eased = t * t * (3 - 2 * t);
        const int upper = corner >> i & 1;
        at[i] += upper;
        weight *= upper == 1 ? eased : 1 - eased;
      }
      value += weight * corner_value(scrambled(seed + static_cast<std::uint64_t>(octave)), at);
    }
    sum += std::ldexp(value, -octave);
    weights += std::ldexp(1.0, -octave);
  }
  return sum / weights;
}

}  // namespace goxel::edit::model
