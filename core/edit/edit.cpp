#include "core/edit/edit.hpp"

#include "core/base/str_cat.hpp"
#include "core/volume/diff.hpp"
#include "core/volume/region.hpp"

namespace goxel::edit {

namespace {

/// What a tile can cost at most, so that most edits need not add up the real sizes.
constexpr std::int64_t kTileBytes = kTileVoxels * sizeof(Rgba) + sizeof(Tile) + 64;

}  // namespace

Result<std::int64_t> commit(Volume& volume, Volume work, const Scope& scope) {
  if (scope.progress.is_stop_requested())
    return Error{ErrorCode::Cancelled, "the edit was stopped"};
  if (scope.selection != nullptr && !scope.selection->is_empty())
    restrict_change(volume, work, *scope.selection);
  GOXEL_TRY(check_size(work, scope.limits));
  const std::int64_t changed = count_changed(volume, work);
  // An edit that changed nothing leaves the storage shared with whoever else holds it.
  if (changed != 0) volume = std::move(work);
  return changed;
}

Result<std::int64_t> commit(Volume& volume, Volume work, std::int64_t changed, const Scope& scope) {
  if (scope.selection != nullptr && !scope.selection->is_empty())
    return commit(volume, std::move(work), scope);
  GOXEL_ASSERT(changed == count_changed(volume, work));
  if (scope.progress.is_stop_requested())
    return Error{ErrorCode::Cancelled, "the edit was stopped"};
  GOXEL_TRY(check_size(work, scope.limits));
  if (changed != 0) volume = std::move(work);
  return changed;
}

Result<void> check_box(const IBox& box, const Limits& limits) {
  GOXEL_TRY(check_count(voxel_volume(intersection(box, IBox::everything())), limits));
  const std::int64_t cost = fill_cost_bytes(box);
  if (cost <= limits.session_bytes) return {};
  return Error{ErrorCode::LimitExceeded,
               str_cat("the box could take ", cost, " bytes; the limit of a session is ",
                       limits.session_bytes)}
      .with("limit", "session_bytes")
      .with("maximum", limits.session_bytes)
      .with("found", cost);
}

Result<void> check_count(std::int64_t voxels, const Limits& limits) {
  if (voxels <= limits.voxels_per_edit) return {};
  return Error{ErrorCode::LimitExceeded, str_cat("the edit covers ", voxels,
                                                 " voxels; the limit is ", limits.voxels_per_edit)}
      .with("limit", "voxels_per_edit")
      .with("maximum", limits.voxels_per_edit)
      .with("found", voxels);
}

Result<void> check_list(std::size_t length, const Limits& limits) {
  if (static_cast<std::int64_t>(length) <= limits.voxels_per_call) return {};
  return Error{ErrorCode::LimitExceeded,
               str_cat("the list has ", length, " voxels; the limit is ", limits.voxels_per_call)}
      .with("limit", "voxels_per_call")
      .with("maximum", limits.voxels_per_call)
      .with("found", static_cast<std::int64_t>(length));
}

Result<void> check_size(const Volume& volume, const Limits& limits) {
  if (volume.tile_count() * kTileBytes <= limits.session_bytes) return {};
  const auto size = static_cast<std::int64_t>(volume.size_bytes());
  if (size <= limits.session_bytes) return {};
  return Error{ErrorCode::LimitExceeded,
               str_cat("the layer would take ", size, " bytes; the limit of a session is ",
                       limits.session_bytes)}
      .with("limit", "session_bytes")
      .with("maximum", limits.session_bytes)
      .with("found", size);
}

Result<void> check_axis(int axis) {
  if (axis >= 0 && axis <= 2) return {};
  return Error{ErrorCode::InvalidParams, str_cat("axis ", axis, " is not 0, 1 or 2")};
}

}  // namespace goxel::edit
