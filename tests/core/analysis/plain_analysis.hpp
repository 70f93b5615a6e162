#pragma once

#include "core/analysis/colors.hpp"
#include "core/analysis/compare.hpp"
#include "core/analysis/components.hpp"
#include "tests/core/volume/voxel_model.hpp"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <set>
#include <vector>

/// What the analysis says, worked out from a plain map of voxels.
namespace goxel::analysis {

inline IVec3 position_of(const VoxelModel::Key& key) {
  return {std::get<0>(key), std::get<1>(key), std::get<2>(key)};
}

/// The place of a voxel in the order of Volume::for_each_voxel: by nodes of 128, tiles of 16,
/// voxels; z before y before x.
inline std::array<std::int32_t, 9> place_in_order(IVec3 p) {
  return {p.z >> 7, p.y >> 7, p.x >> 7, p.z >> 4, p.y >> 4, p.x >> 4, p.z, p.y, p.x};
}

inline std::vector<Voxel> voxels_in_order(const VoxelModel& model) {
  std::vector<Voxel> voxels;
  for (const auto& [key, color] : model.voxels) voxels.push_back({position_of(key), color});
  std::sort(voxels.begin(), voxels.end(), [](const Voxel& a, const Voxel& b) {
    return place_in_order(a.position) < place_in_order(b.position);
  });
  return voxels;
}

inline IBox plain_bounds(const VoxelModel& model) {
  IBox bounds;
  for (const auto& entry : model.voxels) {
    const IVec3 p = position_of(entry.first);
    if (bounds.is_empty()) bounds = IBox::inclusive(p, p);
    for (int axis = 0; axis < 3; ++axis) {
      bounds.min[axis] = std::min<std::int64_t>(bounds.min[axis], p[axis]);
      bounds.max[axis] = std::max<std::int64_t>(bounds.max[axis], std::int64_t{p[axis]} + 1);
    }
  }
  return bounds;
}

inline void sort_plain(std::vector<ColorCount>& colors, bool by_count) {
  const auto key = [&](const ColorCount& entry) {
    const Rgba c = entry.color;
    return std::array<std::int64_t, 5>{by_count ? -entry.count : 0, c.r, c.g, c.b, c.a};
  };
  std::sort(colors.begin(), colors.end(),
            [&](const ColorCount& a, const ColorCount& b) { return key(a) < key(b); });
}

inline std::vector<ColorCount> plain_histogram(const VoxelModel& model,
                                               const HistogramOptions& options) {
  const auto bin = [&](int value) {
    if (options.bin_size <= 1) return static_cast<std::uint8_t>(value);
    const int middle = value / options.bin_size * options.bin_size + options.bin_size / 2;
    return static_cast<std::uint8_t>(std::min(255, middle));
  };
  std::vector<ColorCount> colors;
  for (const auto& [key, color] : model.voxels) {
    if (!options.box.contains(position_of(key))) continue;
    const Rgba c{bin(color.r), bin(color.g), bin(color.b), color.a};
    const auto found = std::find_if(colors.begin(), colors.end(),
                                    [&](const ColorCount& entry) { return entry.color == c; });
    if (found == colors.end()) {
      colors.push_back({c, 1});
    } else {
      ++found->count;
    }
  }
  sort_plain(colors, options.sort_by_count);
  return colors;
}

/// A colour that is left out leaves out no other: only those that stay are compared with.
inline std::vector<ColorCount> plain_unique_colors(const VoxelModel& model, const IBox& box,
                                                   int threshold, bool by_count) {
  std::vector<ColorCount> kept;
  for (const ColorCount& entry : plain_histogram(model, {box, 0, true})) {
    const auto is_near = [&](const ColorCount& other) {
      const int r = entry.color.r - other.color.r;
      const int g = entry.color.g - other.color.g;
      const int b = entry.color.b - other.color.b;
      return entry.color.a == other.color.a && r * r + g * g + b * b <= threshold * threshold;
    };
    if (threshold <= 0 || std::none_of(kept.begin(), kept.end(), is_near)) kept.push_back(entry);
  }
  sort_plain(kept, by_count);
  return kept;
}

inline std::vector<Voxel> plain_matches(const VoxelModel& model, const ColorSearch& search) {
  std::vector<Voxel> matches;
  for (const Voxel& voxel : voxels_in_order(model)) {
    const Rgba c = voxel.color;
    if (search.box.contains(voxel.position) &&
        std::abs(c.r - search.color.r) <= search.tolerance.r &&
        std::abs(c.g - search.color.g) <= search.tolerance.g &&
        std::abs(c.b - search.color.b) <= search.tolerance.b &&
        std::abs(c.a - search.color.a) <= search.tolerance.a)
      matches.push_back(voxel);
  }
  return matches;
}

/// Parts joined by steps over at most `axes` axes at once: 1 faces, 2 edges, 3 corners.
inline std::vector<Component> plain_components(const VoxelModel& model, int axes) {
  std::vector<Component> parts;
  VoxelModel left = model;
  for (const Voxel& voxel : voxels_in_order(model)) {
    if (left.at(voxel.position).is_empty()) continue;
    VoxelModel part;
    std::vector<IVec3> todo = {voxel.position};
    left.set(voxel.position, kEmpty);
    while (!todo.empty()) {
      const IVec3 p = todo.back();
      todo.pop_back();
      part.set(p, {1, 1, 1, 1});
      const IBox around{to_long(p) - LVec3{1, 1, 1}, to_long(p) + LVec3{2, 2, 2}};
      VoxelModel::for_each_position(intersection(around, IBox::everything()), [&](IVec3 next) {
        const int moved = (next.x != p.x) + (next.y != p.y) + (next.z != p.z);
        if (moved > axes || left.at(next).is_empty()) return;
        left.set(next, kEmpty);
        todo.push_back(next);
      });
    }
    parts.push_back({std::int64_t(part.voxels.size()), plain_bounds(part), voxel.position});
  }
  std::stable_sort(parts.begin(), parts.end(), [](const Component& a, const Component& b) {
    return a.voxel_count > b.voxel_count;
  });
  return parts;
}

inline bool is_filled(const VoxelModel& model, LVec3 p) {
  return is_voxel_position(p) && !model.at(to_voxel(p)).is_empty();
}

inline constexpr std::array<LVec3, 6> kFaceSteps = {
    {{1, 0, 0}, {-1, 0, 0}, {0, 1, 0}, {0, -1, 0}, {0, 0, 1}, {0, 0, -1}}};

/// White where air let in all round the bounds, one cell wide, does not come.
inline VoxelModel plain_enclosed(const VoxelModel& model) {
  const IBox bounds = plain_bounds(model);
  VoxelModel enclosed;
  if (bounds.is_empty()) return enclosed;
  std::set<std::array<std::int64_t, 3>> air;
  std::vector<LVec3> todo = {bounds.min - LVec3{1, 1, 1}};
  while (!todo.empty()) {
    const LVec3 p = todo.back();
    todo.pop_back();
    bool is_inside = true;
    for (int axis = 0; axis < 3; ++axis)
      is_inside = is_inside && p[axis] >= bounds.min[axis] - 1 && p[axis] <= bounds.max[axis];
    if (!is_inside || is_filled(model, p) || !air.insert({p.x, p.y, p.z}).second) continue;
    for (const LVec3 step : kFaceSteps) todo.push_back(p + step);
  }
  VoxelModel::for_each_position(bounds, [&](IVec3 p) {
    if (model.at(p).is_empty() && !air.contains({p.x, p.y, p.z}))
      enclosed.set(p, {255, 255, 255, 255});
  });
  return enclosed;
}

inline VolumeDifference plain_difference(const VoxelModel& before, const VoxelModel& after) {
  VolumeDifference difference;
  VoxelModel changed;
  for (const auto& [key, color] : before.voxels) {
    const Rgba now = after.at(position_of(key));
    if (now == color) continue;
    ++(now.is_empty() ? difference.removed : difference.recolored);
    changed.voxels[key] = color;
  }
  for (const auto& [key, color] : after.voxels) {
    if (before.voxels.contains(key)) continue;
    ++difference.added;
    changed.voxels[key] = color;
  }
  difference.bounds = plain_bounds(changed);
  return difference;
}

/// All but size_bytes.
inline Statistics plain_statistics(const VoxelModel& model) {
  Statistics figures;
  std::map<VoxelModel::Key, std::map<std::uint32_t, int>> tiles;
  for (const auto& [key, color] : model.voxels) {
    const IVec3 p = position_of(key);
    const auto is_open = [&](LVec3 step) { return !is_filled(model, to_long(p) + step); };
    const auto faces = std::count_if(kFaceSteps.begin(), kFaceSteps.end(), is_open);
    figures.exposed_faces += faces;
    figures.surface_voxels += faces > 0;
    figures.solid_voxels += color.a >= 127;
    ++tiles[{p.x >> 4, p.y >> 4, p.z >> 4}][color_key(color)];
  }
  figures.voxels = std::int64_t(model.voxels.size());
  figures.tiles = std::int64_t(tiles.size());
  for (const auto& entry : tiles) figures.uniform_tiles += entry.second.begin()->second == 4096;
  figures.bounds = plain_bounds(model);
  const LVec3 size = figures.bounds.size();
  if (figures.voxels > 0)
    figures.fill_fraction =
        static_cast<double>(figures.voxels) / static_cast<double>(size.x * size.y * size.z);
  return figures;
}

}  // namespace goxel::analysis
