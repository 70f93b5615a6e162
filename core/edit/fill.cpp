#include "core/edit/fill.hpp"

#include "core/base/str_cat.hpp"
#include "core/volume/region.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdlib>

namespace goxel::edit {

namespace {

Result<void> check_length(double value, std::string_view what) {
  if (std::isfinite(value) && value >= 0) return {};
  return Error{ErrorCode::InvalidParams,
               str_cat(what, " is ", value, "; it must be a number of at least 0")};
}

}  // namespace

Result<std::int64_t> fill_box(Volume& volume, const IBox& box, Rgba color, BlendMode mode,
                              const Scope& scope) {
  GOXEL_TRY(check_box(box, scope.limits));
  Volume work = volume;
  goxel::fill_box(work, box, color, mode);
  return commit(volume, std::move(work), scope);
}

Result<std::int64_t> clear_box(Volume& volume, const IBox& box, const Scope& scope) {
  Volume work = volume;
  goxel::clear_box(work, box);
  return commit(volume, std::move(work), scope);
}

Result<std::int64_t> clear(Volume& volume, const Scope& scope) {
  return commit(volume, Volume(), scope);
}

Result<std::int64_t> draw_shape(Volume& volume, const ShapeOptions& options, const Scope& scope) {
  GOXEL_TRY(check_length(options.smoothness, "smoothness"));
  GOXEL_TRY(check_length(options.wall, "wall"));
  const IBox bounds = shape_bounds(options);
  GOXEL_TRY(check_box(bounds, scope.limits));
  const int images = 1 << std::popcount(options.symmetry & 7U);
  GOXEL_TRY(check_count(std::min(voxel_volume(bounds), INT64_MAX / 8) * images, scope.limits));
  Volume work = volume;
  if (!goxel::draw_shape(work, options, scope.progress)) {
    return Error{ErrorCode::Cancelled, "drawing the shape was stopped"};
  }
  return commit(volume, std::move(work), scope);
}

Result<std::int64_t> draw_line(Volume& volume, const LineOptions& options, const Scope& scope) {
  GOXEL_TRY(check_length(options.radius, "radius"));
  if (options.radius < 0.5) {
    std::int64_t steps = 1;
    for (int i = 0; i < 3; ++i) {
      steps = std::max(steps, std::abs(std::int64_t{options.to[i]} - options.from[i]) + 1);
    }
    GOXEL_TRY(check_list(static_cast<std::size_t>(steps), scope.limits));
  } else {
    GOXEL_TRY(check_box(line_bounds(options), scope.limits));
  }
  Volume work = volume;
  goxel::draw_line(work, options);
  return commit(volume, std::move(work), scope);
}

}  // namespace goxel::edit
