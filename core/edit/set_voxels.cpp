#include "core/edit/set_voxels.hpp"

#include "core/base/str_cat.hpp"
#include "core/volume/bulk.hpp"

#include <vector>

namespace goxel::edit {

Result<std::int64_t> set_voxels(Volume& volume, std::span<const Voxel> voxels, const Scope& scope) {
  GOXEL_TRY(check_list(voxels.size(), scope.limits));
  Volume work = volume;
  const std::int64_t changed = goxel::set_voxels(work, voxels);
  return commit(volume, std::move(work), changed, scope);
}

Result<std::int64_t> set_packed_voxels(Volume& volume, ByteView records, const Scope& scope) {
  GOXEL_TRY(check_list(records.size() / sizeof(Voxel), scope.limits));
  Volume work = volume;
  GOXEL_ASSIGN(const std::int64_t changed, goxel::set_packed_voxels(work, records));
  return commit(volume, std::move(work), changed, scope);
}

Result<std::int64_t> remove_voxels(Volume& volume, std::span<const IVec3> positions,
                                   const Scope& scope) {
  GOXEL_TRY(check_list(positions.size(), scope.limits));
  std::vector<Voxel> erased;
  erased.reserve(positions.size());
  for (const IVec3 position : positions) erased.push_back({position, kEmpty});
  Volume work = volume;
  const std::int64_t changed = goxel::set_voxels(work, erased);
  return commit(volume, std::move(work), changed, scope);
}

Result<std::int64_t> paint_voxels(Volume& volume, std::span<const Voxel> voxels,
                                  const Scope& scope) {
  GOXEL_TRY(check_list(voxels.size(), scope.limits));
  std::vector<Voxel> existing;
  VolumeReader reader(volume);
  for (std::size_t i = 0; i < voxels.size(); ++i) {
    if (voxels[i].color.is_empty()) {
      return Error{ErrorCode::InvalidParams,
                   str_cat("voxel ", i, ": painting needs an alpha above 0")};
    }
    if (!reader.at(voxels[i].position).is_empty()) existing.push_back(voxels[i]);
  }
  Volume work = volume;
  const std::int64_t changed = goxel::set_voxels(work, existing);
  return commit(volume, std::move(work), changed, scope);
}

}  // namespace goxel::edit
