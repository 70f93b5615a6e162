#include "core/analysis/components.hpp"

#include "core/base/str_cat.hpp"
#include "core/volume/bounds.hpp"
#include "core/volume/diff.hpp"
#include "core/volume/region.hpp"

#include <algorithm>

namespace goxel::analysis {

namespace {

constexpr Rgba kWhite{255, 255, 255, 255};

Result<void> check_cells(std::int64_t cells, const Limits& limits) {
  if (cells <= limits.voxels_per_edit) return {};
  return Error{
      ErrorCode::LimitExceeded,
      str_cat("there are ", cells, " cells to search; the limit is ", limits.voxels_per_edit)}
      .with("limit", "voxels_per_edit");
}

}  // namespace

Result<std::vector<Component>> find_components(const Volume& volume, Connectivity connectivity,
                                               const Limits& limits, Progress& progress) {
  GOXEL_TRY(check_cells(volume.voxel_count(), limits));
  FloodOptions options;
  options.connectivity = connectivity;
  VoxelSet reached;
  VolumeReader reader(volume);
  std::vector<Component> components;
  Result<void> outcome;
  volume.for_each_voxel([&](IVec3 start, Rgba) {
    if (!outcome || reached.contains(start)) return;
    Component component{0, IBox::inclusive(start, start), start};
    const auto accept = [&](IVec3, IVec3 to) {
      if (reader.at(to).is_empty()) return false;
      component.bounds = bounding_union(component.bounds, IBox::inclusive(to, to));
      return true;
    };
    auto count = flood(reached, start, options, progress, accept);
    if (!count) {
      outcome = std::move(count).error();
      return;
    }
    component.voxel_count = count.value();
    components.push_back(component);
  });
  GOXEL_TRY(std::move(outcome));
  std::stable_sort(
      components.begin(), components.end(),
      [](const Component& a, const Component& b) { return a.voxel_count > b.voxel_count; });
  return components;
}

Result<Volume> find_enclosed(const Volume& volume, const Limits& limits, Progress& progress) {
  const IBox bounds = exact_bounds(volume);
  if (bounds.is_empty()) return Volume();
  GOXEL_TRY(check_cells(voxel_volume(bounds), limits));
  FloodOptions options;
  options.box = bounds;
  VoxelSet outside;
  VolumeReader reader(volume);
  const auto accept = [&](IVec3, IVec3 to) { return reader.at(to).is_empty(); };
  // The outside enters through the six faces of the bounds.
  for (int axis = 0; axis < 3; ++axis) {
    for (const bool is_far : {false, true}) {
      IBox face = bounds;
      (is_far ? face.min : face.max)[axis] = is_far ? bounds.max[axis] - 1 : bounds.min[axis] + 1;
      for (std::int64_t z = face.min.z; z < face.max.z; ++z) {
        for (std::int64_t y = face.min.y; y < face.max.y; ++y) {
          for (std::int64_t x = face.min.x; x < face.max.x; ++x) {
            const IVec3 start = to_voxel({x, y, z});
            if (reader.at(start).is_empty())
              GOXEL_TRY(flood(outside, start, options, progress, accept));
          }
        }
      }
    }
  }
  Volume enclosed;
  fill_box(enclosed, bounds, kWhite);
  return erased(erased(enclosed, volume), outside.to_volume(kWhite));
}

}  // namespace goxel::analysis
