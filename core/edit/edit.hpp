#pragma once

#include "core/base/limits.hpp"
#include "core/base/progress.hpp"
#include "core/base/result.hpp"
#include "core/math/box.hpp"
#include "core/volume/volume.hpp"

#include <cstdint>

/// Edits of one volume. Each works on a copy-on-write copy and puts it in place at the end, so one
/// that fails or is cancelled leaves the volume bit for bit as it was. Each returns how many voxels
/// differ afterwards.
namespace goxel::edit {

/// What every edit is given besides its options.
struct Scope {
  const Limits& limits;
  Progress& progress;
  /// When set and not empty, nothing changes outside its voxels, except where an edit moves them.
  const Volume* selection = nullptr;
};

/// The last step of every edit: fails with Cancelled when asked to stop and with LimitExceeded when
/// the result is larger than limits.session_bytes; undoes what lies outside the selection; puts
/// `work` in place of `volume`.
Result<std::int64_t> commit(Volume& volume, Volume work, const Scope& scope);
/// The same when `work` is known to differ in `changed` voxels: then only a selection has them
/// counted again.
Result<std::int64_t> commit(Volume& volume, Volume work, std::int64_t changed, const Scope& scope);

/// Fails with LimitExceeded when a box holds more than limits.voxels_per_edit voxels, or filling it
/// could take more than limits.session_bytes.
Result<void> check_box(const IBox& box, const Limits& limits);

/// Fails with LimitExceeded when there are more than limits.voxels_per_edit voxels to go through.
Result<void> check_count(std::int64_t voxels, const Limits& limits);

/// Fails with LimitExceeded when a list is longer than limits.voxels_per_call.
Result<void> check_list(std::size_t length, const Limits& limits);

/// Fails with LimitExceeded when a volume takes more than limits.session_bytes. O(1) for one that
/// is far from it.
Result<void> check_size(const Volume& volume, const Limits& limits);

/// Fails with InvalidParams when `axis` is not 0, 1 or 2.
Result<void> check_axis(int axis);

}  // namespace goxel::edit
