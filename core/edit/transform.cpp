#include "core/edit/transform.hpp"

#include "core/base/str_cat.hpp"
#include "core/volume/diff.hpp"
#include "core/volume/merge.hpp"
#include "core/volume/region.hpp"
#include "core/volume/transform.hpp"

#include <cmath>

namespace goxel::edit {

namespace {

/// The part of a volume inside a box.
Volume part_of(const Volume& volume, const IBox& box) {
  Volume part = volume;
  keep_box(part, box);
  return part;
}

Result<std::int64_t> transform(Volume& volume, const Affine& map, const Scope& scope) {
  ResampleOptions options;
  options.max_tiles = scope.limits.voxels_per_edit / kTileVoxels;
  GOXEL_ASSIGN(Volume work, resampled(volume, map, options, scope.progress));
  return commit(volume, std::move(work), scope);
}

}  // namespace

Result<std::int64_t> translate(Volume& volume, LVec3 offset, const Scope& scope) {
  // Also keeps the sum with any voxel position inside 64 bits.
  constexpr std::int64_t kLongest = (std::int64_t{1} << 32) - 1;
  for (int axis = 0; axis < 3; ++axis) {
    if (offset[axis] < -kLongest || offset[axis] > kLongest) {
      return Error{ErrorCode::InvalidParams,
                   str_cat("offset ", offset[axis], " is outside -4294967295..4294967295")};
    }
  }
  GridMap map;
  map.offset = offset;
  if (scope.selection == nullptr || scope.selection->is_empty()) {
    GOXEL_ASSIGN(Volume work, mapped(volume, map));
    return commit(volume, std::move(work), scope);
  }
  Volume work = erased(volume, *scope.selection);
  const Volume moving = kept(volume, *scope.selection);
  GOXEL_ASSIGN(const Volume moved, mapped(moving, map));
  merge(work, moved, BlendMode::Over);
  return commit(volume, std::move(work), {scope.limits, scope.progress, nullptr});
}

Result<std::int64_t> mirror(Volume& volume, const IBox& box, int axis, const Scope& scope) {
  GOXEL_TRY(check_axis(axis));
  GOXEL_ASSIGN(const Volume mirrored, mapped(part_of(volume, box), mirror_in_box(box, axis)));
  Volume work = volume;
  goxel::clear_box(work, box);
  merge(work, mirrored, BlendMode::Over);
  return commit(volume, std::move(work), scope);
}

Result<std::int64_t> rotate_quarters(Volume& volume, const IBox& box, int axis, int quarters,
                                     const Scope& scope) {
  GOXEL_TRY(check_axis(axis));
  GOXEL_ASSIGN(Volume work, mapped(volume, quarter_turns_in_box(box, axis, quarters)));
  return commit(volume, std::move(work), scope);
}

Result<std::int64_t> rotate(Volume& volume, DVec3 center, int axis, double angle_deg,
                            const Scope& scope) {
  GOXEL_TRY(check_axis(axis));
  if (!std::isfinite(angle_deg) || !std::isfinite(length(center))) {
    return Error{ErrorCode::InvalidParams, "the angle and the centre must be finite numbers"};
  }
  return transform(volume, affine_about(center, rotation_about(axis, angle_deg)), scope);
}

Result<std::int64_t> scale(Volume& volume, DVec3 center, DVec3 factors, const Scope& scope) {
  for (int axis = 0; axis < 3; ++axis) {
    if (!(factors[axis] > 0) || !std::isfinite(factors[axis]) || !std::isfinite(center[axis])) {
      return Error{ErrorCode::InvalidParams,
                   str_cat("scale factor ", factors[axis], " must be a number above 0")};
    }
  }
  return transform(volume,
                   affine_about(center, {{factors.x, 0, 0}, {0, factors.y, 0}, {0, 0, factors.z}}),
                   scope);
}

Result<std::int64_t> crop(Volume& volume, const IBox& box, const Scope& scope) {
  return commit(volume, part_of(volume, box), scope);
}

Result<std::int64_t> wrap(Volume& volume, const IBox& box, int axis, std::int64_t shift,
                          const Scope& scope) {
  GOXEL_TRY(check_axis(axis));
  const IBox inside = intersection(box, IBox::everything());
  if (inside.is_empty()) return std::int64_t{0};
  const std::int64_t size = inside.size()[axis];
  const std::int64_t by = (shift % size + size) % size;
  // Two pieces: what stays inside after the shift, and what comes back at the other end.
  IBox staying = inside;
  staying.max[axis] -= by;
  IBox leaving = inside;
  leaving.min[axis] = staying.max[axis];
  GridMap forward;
  forward.offset[axis] = by;
  GridMap back;
  back.offset[axis] = by - size;
  GOXEL_ASSIGN(const Volume first, mapped(part_of(volume, staying), forward));
  GOXEL_ASSIGN(const Volume second, mapped(part_of(volume, leaving), back));
  Volume work = volume;
  goxel::clear_box(work, inside);
  merge(work, first, BlendMode::Over);
  merge(work, second, BlendMode::Over);
  return commit(volume, std::move(work), scope);
}

}  // namespace goxel::edit
