#include "core/edit/extrude.hpp"

#include "core/base/str_cat.hpp"
#include "core/volume/connected.hpp"

#include <array>
#include <cstdlib>
#include <vector>

namespace goxel::edit {

namespace {

constexpr std::array<IVec3, 6> kFaceNormals = {
    {{0, -1, 0}, {0, 1, 0}, {0, 0, -1}, {0, 0, 1}, {1, 0, 0}, {-1, 0, 0}}};

Result<IVec3> checked_normal(const Volume& volume, const ExtrudeOptions& options) {
  if (options.face < 0 || options.face > 5) {
    return Error{ErrorCode::InvalidParams, str_cat("face ", options.face, " is outside 0..5")};
  }
  const IVec3 normal = kFaceNormals[static_cast<std::size_t>(options.face)];
  const LVec3 outside = to_long(options.start) + to_long(normal);
  if (volume.at(options.start).is_empty() ||
      (is_voxel_position(outside) && !volume.at(to_voxel(outside)).is_empty())) {
    return Error{ErrorCode::InvalidParams,
                 str_cat("voxel (", options.start.x, ", ", options.start.y, ", ", options.start.z,
                         ") has no exposed face ", options.face)};
  }
  return normal;
}

/// The plane of the face, one voxel thick.
IBox plane_of(IVec3 start, IVec3 normal) {
  IBox plane = IBox::everything();
  for (int axis = 0; axis < 3; ++axis) {
    if (normal[axis] == 0) continue;
    plane.min[axis] = start[axis];
    plane.max[axis] = std::int64_t{start[axis]} + 1;
  }
  return plane;
}

}  // namespace

Result<std::int64_t> extrude(Volume& volume, const ExtrudeOptions& options, const Scope& scope) {
  GOXEL_ASSIGN(const IVec3 normal, checked_normal(volume, options));
  FloodOptions flood_options;
  flood_options.box = plane_of(options.start, normal);
  flood_options.max_voxels = scope.limits.voxels_per_call;
  VolumeReader from_reader(volume);
  VolumeReader to_reader(volume);
  VolumeReader outer_reader(volume);
  VoxelSet face;
  GOXEL_TRY(flood(face, options.start, flood_options, scope.progress, [&](IVec3 from, IVec3 to) {
    const Rgba color = to_reader.at(to);
    if (color.is_empty() || channel_distance(color, from_reader.at(from)) > options.tolerance)
      return false;
    const LVec3 outside = to_long(to) + to_long(normal);
    return !is_voxel_position(outside) || outer_reader.at(to_voxel(outside)).is_empty();
  }));
  const std::int64_t layers = std::abs(std::int64_t{options.distance});
  GOXEL_TRY(check_count(layers > scope.limits.voxels_per_edit ? layers : face.count() * layers,
                        scope.limits));
  Volume work = volume;
  VolumeWriter writer(work);
  const bool grows = options.distance > 0;
  for (std::int64_t layer = 0; layer < layers; ++layer) {
    const LVec3 offset = to_long(normal) * (grows ? layer + 1 : -layer);
    for (const auto& [coord, mask] : face.tiles()) {
      const TileCoord tile = coord;
      mask.for_each([&](int i) {
        const IVec3 from = voxel_position(tile, i);
        const LVec3 to = to_long(from) + offset;
        if (is_voxel_position(to)) writer.set(to_voxel(to), grows ? from_reader.at(from) : kEmpty);
      });
    }
  }
  writer.flush();
  return commit(volume, std::move(work), scope);
}

}  // namespace goxel::edit
