#pragma once

#include "core/edit/extrude.hpp"
#include "core/edit/flood_fill.hpp"
#include "tests/core/volume/few.hpp"
#include "tests/core/volume/plain_blend.hpp"
#include "tests/core/volume/voxel_model.hpp"

#include <cstdlib>
#include <map>
#include <optional>
#include <utility>
#include <vector>

/// The edits on a plain map, voxel by voxel from their definitions.
namespace goxel::edit::model {

/// What an edit must leave behind. Where rounding decides several colours are right.
struct Expected {
  VoxelModel voxels = {};
  std::map<VoxelModel::Key, Few<Rgba>> alternatives = {};

  Expected() = default;
  Expected(VoxelModel only) : voxels(std::move(only)) {}
  void allow(IVec3 p, const Few<Rgba>& colors) {
    voxels.set(p, colors.front());
    if (colors.size() > 1) alternatives[{p.x, p.y, p.z}] = colors;
  }
  /// Takes what is right of `actual` for what is expected.
  void adopt(const VoxelModel& actual) {
    for (const auto& [key, colors] : alternatives) {
      const auto [x, y, z] = key;
      if (colors.contains(actual.at({x, y, z}))) voxels.set({x, y, z}, actual.at({x, y, z}));
    }
  }
};

/// Nothing stands for "must fail".
using Outcome = std::optional<Expected>;

inline IVec3 position_of(const VoxelModel::Key& key) {
  const auto [x, y, z] = key;
  return {x, y, z};
}

/// Every voxel moved by `map(IVec3) -> LVec3`; fails when one leaves the coordinate range.
template <class Map>
std::optional<VoxelModel> moved(const VoxelModel& before, Map&& map) {
  VoxelModel after;
  for (const auto& [key, color] : before.voxels) {
    const LVec3 to = map(position_of(key));
    if (!is_voxel_position(to)) return std::nullopt;
    after.set(to_voxel(to), color);
  }
  return after;
}

/// `before` where the selection is empty, `after` inside it; all of `after` without a selection.
inline Expected restricted(const VoxelModel& before, const Expected& after,
                           const VoxelModel& selection) {
  if (selection.voxels.empty()) return after;
  Expected result(before);
  for (const auto& entry : selection.voxels) {
    const IVec3 p = position_of(entry.first);
    const auto several = after.alternatives.find(entry.first);
    result.allow(
        p, several != after.alternatives.end() ? several->second : Few<Rgba>(after.voxels.at(p)));
  }
  return result;
}

/// The voxels for which `keep(IVec3, Rgba)` is true.
template <class Keep>
VoxelModel filtered(const VoxelModel& before, Keep&& keep) {
  VoxelModel after;
  for (const auto& [key, color] : before.voxels) {
    if (keep(position_of(key), color)) after.voxels.emplace(key, color);
  }
  return after;
}

/// Each voxel of `source` blended onto `target`, and emptiness where the source has none.
inline VoxelModel merged(const VoxelModel& target, const VoxelModel& source, BlendMode mode) {
  VoxelModel after = target;
  for (const auto& [key, color] : target.voxels)
    after.set(position_of(key), plain_blend(color, source.at(position_of(key)), mode));
  for (const auto& [key, color] : source.voxels)
    after.set(position_of(key), plain_blend(target.at(position_of(key)), color, mode));
  return after;
}

/// `image` blended onto what stays, whichever of the right colours it has.
inline Expected put_over(const VoxelModel& staying, const Expected& image) {
  Expected result(merged(staying, image.voxels, BlendMode::Over));
  for (const auto& [key, colors] : image.alternatives) {
    Few<Rgba> blended;
    for (const Rgba color : colors)
      blended.add(plain_blend(staying.at(position_of(key)), color, BlendMode::Over));
    result.allow(position_of(key), blended);
  }
  return result;
}

/// Quarter turns about the middle of a box. In half voxels, so that the middle is a whole number;
/// half a voxel left over goes down.
inline LVec3 turned(IVec3 p, const IBox& box, int axis, int quarters) {
  const int u = (axis + 1) % 3;
  const int v = (axis + 2) % 3;
  const std::int64_t middle_u = box.min[u] + box.max[u] - 1;
  const std::int64_t middle_v = box.min[v] + box.max[v] - 1;
  std::int64_t du = 2 * std::int64_t{p[u]} - middle_u;
  std::int64_t dv = 2 * std::int64_t{p[v]} - middle_v;
  for (int i = 0; i < (quarters % 4 + 4) % 4; ++i) {
    const std::int64_t old_u = du;
    du = -dv;
    dv = old_u;
  }
  LVec3 q = to_long(p);
  q[u] = (middle_u + du) >> 1;
  q[v] = (middle_v + dv) >> 1;
  return q;
}

/// Everything reached from `start`, which belongs, through steps that `accept(from, to)` takes.
template <class Accept>
VoxelModel reached(IVec3 start, Connectivity how, Accept&& accept) {
  const int most = how == Connectivity::Faces ? 1 : how == Connectivity::Edges ? 2 : 3;
  VoxelModel found;
  found.set(start, {255, 255, 255, 255});
  std::vector<IVec3> stack = {start};
  while (!stack.empty()) {
    const IVec3 from = stack.back();
    stack.pop_back();
    VoxelModel::for_each_position({{-1, -1, -1}, {2, 2, 2}}, [&](IVec3 step) {
      const LVec3 to = to_long(from) + to_long(step);
      if (std::abs(step.x) + std::abs(step.y) + std::abs(step.z) > most || !is_voxel_position(to))
        return;
      const IVec3 p = to_voxel(to);
      if (!found.at(p).is_empty() || !accept(from, p)) return;
      found.set(p, {255, 255, 255, 255});
      stack.push_back(p);
    });
  }
  return found;
}

inline int distance(Rgba a, Rgba b) {
  return std::max(std::max(std::abs(a.r - b.r), std::abs(a.g - b.g)),
                  std::max(std::abs(a.b - b.b), std::abs(a.a - b.a)));
}

inline Outcome flood_filled(const VoxelModel& before, const FloodFillOptions& options) {
  const Rgba seed = before.at(options.start);
  if (seed.is_empty() && !options.box.contains(options.start)) return std::nullopt;
  const VoxelModel region = reached(options.start, options.connectivity, [&](IVec3, IVec3 to) {
    const Rgba color = before.at(to);
    if (seed.is_empty()) return color.is_empty() && options.box.contains(to);
    return !color.is_empty() && distance(color, seed) <= options.tolerance;
  });
  VoxelModel after = before;
  for (const auto& entry : region.voxels) after.set(position_of(entry.first), options.color);
  return after;
}

inline VoxelModel connected(const VoxelModel& layer, IVec3 start, int tolerance, Connectivity how) {
  if (layer.at(start).is_empty()) return {};
  return reached(start, how, [&](IVec3 from, IVec3 to) {
    return !layer.at(to).is_empty() && distance(layer.at(from), layer.at(to)) <= tolerance;
  });
}

inline Outcome extruded(const VoxelModel& before, const ExtrudeOptions& options) {
  constexpr IVec3 kNormals[] = {{0, -1, 0}, {0, 1, 0}, {0, 0, -1},
                                {0, 0, 1},  {1, 0, 0}, {-1, 0, 0}};
  const IVec3 normal = kNormals[options.face];
  const auto is_exposed = [&](IVec3 p) {
    const LVec3 out = to_long(p) + to_long(normal);
    return !before.at(p).is_empty() &&
           (!is_voxel_position(out) || before.at(to_voxel(out)).is_empty());
  };
  if (!is_exposed(options.start)) return std::nullopt;
  const VoxelModel face = reached(options.start, Connectivity::Faces, [&](IVec3 from, IVec3 to) {
    const LVec3 step = to_long(to) - to_long(from);
    const bool in_plane = step.x * normal.x + step.y * normal.y + step.z * normal.z == 0;
    return in_plane && is_exposed(to) &&
           distance(before.at(from), before.at(to)) <= options.tolerance;
  });
  VoxelModel after = before;
  for (const auto& entry : face.voxels) {
    const IVec3 p = position_of(entry.first);
    for (std::int64_t i = 1; i <= std::abs(options.distance); ++i) {
      const bool grows = options.distance > 0;
      const LVec3 to = to_long(p) + to_long(normal) * (grows ? i : 1 - i);
      if (is_voxel_position(to)) after.set(to_voxel(to), grows ? before.at(p) : kEmpty);
    }
  }
  return after;
}

}  // namespace goxel::edit::model
