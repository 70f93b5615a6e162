#pragma once

#include "core/volume/line.hpp"
#include "tests/core/volume/plain_blend.hpp"
#include "tests/core/volume/voxel_model.hpp"

#include <algorithm>
#include <cstdlib>

namespace goxel {

/// a + delta * step / steps, to the nearest whole number, halves away from a.
inline std::int32_t on_the_way(std::int32_t a, std::int32_t b, std::int64_t step,
                               std::int64_t steps) {
  if (steps == 0) return a;
  const std::int64_t way = std::int64_t{b} - a;
  const std::int64_t twice = 2 * std::abs(way) * step;
  std::int64_t moved = 0;
  while ((2 * moved + 1) * steps <= twice) ++moved;
  return static_cast<std::int32_t>(a + (way < 0 ? -moved : moved));
}

inline VoxelModel thin_line(VoxelModel voxels, const LineOptions& line) {
  std::int64_t steps = 0;
  for (int i = 0; i < 3; ++i)
    steps = std::max(steps, std::abs(std::int64_t{line.to[i]} - line.from[i]));
  for (std::int64_t step = 0; step <= steps; ++step) {
    const IVec3 p{on_the_way(line.from.x, line.to.x, step, steps),
                  on_the_way(line.from.y, line.to.y, step, steps),
                  on_the_way(line.from.z, line.to.z, step, steps)};
    if (line.clip && !line.clip->contains(p)) continue;
    voxels.set(p, plain_blend(voxels.at(p), line.color, line.mode));
  }
  return voxels;
}

/// Whether a centre is within `half_radii` / 2 of the segment, in whole numbers.
inline bool is_near(LVec3 p, LVec3 end, std::int64_t half_radii) {
  const auto times = [](LVec3 a, LVec3 b) { return a.x * b.x + a.y * b.y + a.z * b.z; };
  const std::int64_t along = times(p, end);
  const std::int64_t squared_length = times(end, end);
  if (along <= 0) return 4 * times(p, p) <= half_radii * half_radii;
  if (along >= squared_length) return 4 * times(p - end, p - end) <= half_radii * half_radii;
  return 4 * (times(p, p) * squared_length - along * along) <=
         half_radii * half_radii * squared_length;
}

inline VoxelModel thick_line(VoxelModel voxels, const LineOptions& line, int half_radii) {
  const IBox ends =
      bounding_union(IBox::inclusive(line.from, line.from), IBox::inclusive(line.to, line.to));
  const LVec3 reach{half_radii, half_radii, half_radii};
  const IBox room =
      intersection({ends.min - reach, ends.max + reach}, line.clip.value_or(IBox::everything()));
  const LVec3 from = to_long(line.from);
  VoxelModel::for_each_position(intersection(room, IBox::everything()), [&](IVec3 p) {
    if (is_near(to_long(p) - from, to_long(line.to) - from, half_radii))
      voxels.set(p, plain_blend(voxels.at(p), line.color, line.mode));
  });
  return voxels;
}

/// A line whose radius is `half_radii` halves of a voxel; 0 is a thin one.
inline VoxelModel plain_line(const VoxelModel& voxels, const LineOptions& line, int half_radii) {
  return half_radii == 0 ? thin_line(voxels, line) : thick_line(voxels, line, half_radii);
}

}  // namespace goxel
