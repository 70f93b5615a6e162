#include "core/render/scene.hpp"

#include "core/volume/bounds.hpp"

#include <algorithm>
#include <utility>

namespace goxel {

/// The part of a ray inside a box, and the axis on which it came in (-1: it started inside).
struct RayScene::Span {
  double enter;
  double leave;
  int axis;
};

namespace {

using Corners = std::array<std::array<double, 3>, 2>;

/// Each axis splits at the middle of a range of at most 2^25 nodes.
constexpr std::size_t kMaxDepth = 3 * 26;

double mirrored(const Ray& ray, std::size_t axis, double low, double high) {
  return ray.is_negative[axis] ? -high : low;
}

/// Keeps what lies between two planes of an axis.
template <class Span>
inline void narrow(Span& span, int axis, double enter, double leave) {
  if (enter > span.enter) {
    span.enter = enter;
    span.axis = axis;
  }
  span.leave = leave < span.leave ? leave : span.leave;
}

/// Times at which the ray enters and leaves the box; a miss leaves before it enters.
template <class Span>
inline Span clip(const Ray& ray, const Corners& box) {
  Span span{0, Ray::kNever, -1};
  for (std::size_t a = 0; a < 3; ++a) {
    const std::size_t near = ray.is_negative[a] ? 1 : 0;
    narrow(span, static_cast<int>(a), ray.time_at_true(a, box[near][a]),
           ray.time_at_true(a, box[1 - near][a]));
  }
  return span;
}

/// A grid cell and the times at which the ray leaves it, one for each axis, in mirrored
/// coordinates. Three six-bit lanes hold the coordinates; a guard bit above each shows that the
/// walk left the grid.
template <int kBits>
struct GridWalk {
  static constexpr std::uint32_t kMask = (1U << kBits) - 1;
  static constexpr std::uint32_t kGuards =
      (1U << kBits) | (1U << (kBits + 6)) | (1U << (kBits + 12));
  static constexpr std::array<std::uint32_t, 3> kLane = {1, 1 << 6, 1 << 12};

  /// `corner` is the grid's mirrored minimum corner, `cell_size` the side of a cell, `time` when
  /// the ray is inside.
  GridWalk(const Ray& ray, const std::array<double, 3>& corner, double cell_size, double time) {
    const auto enter = [&](std::size_t a, double& next, double& delta) {
      const double at = (ray.origin[a] + ray.direction[a] * time - corner[a]) * (1 / cell_size);
      // Rounding may put the point a hair outside of the grid that it is known to be in.
      const double clamped = at > 0 ? (at < kMask ? at : double{kMask}) : 0.0;
      const auto cell = static_cast<std::int32_t>(clamped);
      position |= static_cast<std::uint32_t>(cell) << (6 * a);
      next = ray.time_at(a, corner[a] + cell_size * (cell + 1));
      delta = cell_size * ray.inverse[a];
    };
    enter(0, next_x, delta_x);
    enter(1, next_y, delta_y);
    enter(2, next_z, delta_z);
  }

  bool is_inside() const { return (position & kGuards) == 0; }
  std::uint32_t cell(std::size_t axis) const { return position >> (6 * axis) & kMask; }
  /// The cell's index, x lowest, in mirrored coordinates.
  std::uint32_t index() const {
    return (position & kMask) | (position >> (6 - kBits) & (kMask << kBits)) |
           (position >> (12 - 2 * kBits) & (kMask << (2 * kBits)));
  }

  /// Goes to the next cell; gives the time and sets the axis on which it was entered.
  double step(int& axis) {
    if (next_x <= next_y && next_x <= next_z) return advance(next_x, delta_x, 0, axis);
    if (next_y <= next_z) return advance(next_y, delta_y, 1, axis);
    return advance(next_z, delta_z, 2, axis);
  }

  std::uint32_t position = 0;

 private:
  double advance(double& next, double delta, int on_axis, int& axis) {
    const double time = next;
    next += delta;
    position += 1U << (6 * on_axis);
    axis = on_axis;
    return time;
  }

  // Apart, not in arrays: an index that is known only at run time would keep them out of registers.
  double next_x;
  double next_y;
  double next_z;
  double delta_x;
  double delta_y;
  double delta_z;
};

/// Turns mirrored indices into true ones by exclusive or.
template <int kBits>
std::uint32_t flip_of(const Ray& ray) {
  constexpr std::uint32_t kMask = (1U << kBits) - 1;
  return (ray.is_negative[0] ? kMask : 0) | (ray.is_negative[1] ? kMask << kBits : 0) |
         (ray.is_negative[2] ? kMask << (2 * kBits) : 0);
}

Face face_towards(const Ray& ray, int axis) {
  int facing = axis;
  if (axis < 0) {
    const auto& d = ray.direction;
    facing = d[0] >= d[1] && d[0] >= d[2] ? 0 : d[1] >= d[2] ? 1 : 2;
  }
  return static_cast<Face>(2 * facing +
                           (ray.is_negative[static_cast<std::size_t>(facing)] ? 1 : 0));
}

/// Walks the voxels of one tile. Calls found(time, axis, index) at each voxel of the mask until it
/// says true.
template <class Span, class Found>
inline bool walk_tile(const Tile& tile, const Ray& ray, const std::array<double, 3>& corner,
                      const Span& span, Found&& found) {
  const TileMask& mask = tile.mask();
  const std::uint32_t flip = flip_of<4>(ray);
  double time = span.enter;
  int axis = span.axis;
  GridWalk<4> walk(ray, corner, 1, time);
  while (walk.is_inside() && time < span.leave) {
    const std::uint32_t index = walk.index() ^ flip;
    if ((mask.words[index >> 6] >> (index & 63) & 1) != 0 &&
        found(time, axis, static_cast<int>(index))) {
      return true;
    }
    time = walk.step(axis);
  }
  return false;
}

}  // namespace

RayScene::RayScene(const Volume& volume, LVec3 origin) : origin_(origin) {
  if (volume.is_empty()) return;
  add_cells(volume);
  build_tree();
}

void RayScene::add_cells(const Volume& volume) {
  cells_.reserve(volume.nodes()->size());
  for (const auto& [coord, node] : *volume.nodes()) {
    Cell cell{};
    cell.node = node.get();
    cell.coord = coord;
    IBox content;
    auto& boxes = tile_boxes_.emplace_back();
    cell.tile_boxes = &boxes;
    for (int slot = 0; slot < Volume::kNodeTiles; ++slot) {
      const Tile* tile = node->tiles[static_cast<std::size_t>(slot)].get();
      if (tile == nullptr) continue;
      cell.occupied[static_cast<std::size_t>(slot >> 6)] |= std::uint64_t{1} << (slot & 63);
      const IBox outer = Volume::tile_coord(coord, slot).box();
      const IBox inner = bounds_in_tile(tile->mask());
      for (int axis = 0; axis < 3; ++axis) {
        const auto a = static_cast<std::size_t>(axis);
        boxes[static_cast<std::size_t>(slot)].ends[0][a] =
            static_cast<std::uint8_t>(inner.min[axis]);
        boxes[static_cast<std::size_t>(slot)].ends[1][a] =
            static_cast<std::uint8_t>(inner.max[axis]);
      }
      content = bounding_union(content, {outer.min + inner.min, outer.min + inner.max});
    }
    if (content.is_empty()) continue;
    const LVec3 corner = to_long(Volume::tile_coord(coord, 0).min_corner()) - origin_;
    for (int axis = 0; axis < 3; ++axis) {
      const auto a = static_cast<std::size_t>(axis);
      cell.box[0][a] = static_cast<double>(content.min[axis] - origin_[axis]);
      cell.box[1][a] = static_cast<double>(content.max[axis] - origin_[axis]);
      cell.corner[a] = static_cast<double>(corner[axis]);
    }
    cells_.push_back(cell);
  }
}

std::pair<std::size_t, std::int32_t> RayScene::split(std::size_t begin, std::size_t end) {
  std::array<double, 3> low = cells_[begin].corner;
  std::array<double, 3> high = low;
  for (std::size_t i = begin; i < end; ++i) {
    for (std::size_t a = 0; a < 3; ++a) {
      low[a] = std::min(low[a], cells_[i].corner[a]);
      high[a] = std::max(high[a], cells_[i].corner[a]);
    }
  }
  std::size_t axis = 0;
  for (std::size_t a = 1; a < 3; ++a) {
    if (high[a] - low[a] > high[axis] - low[axis]) axis = a;
  }
  const double middle = low[axis] + (high[axis] - low[axis]) / 2;
  const auto cell = [&](std::size_t i) { return cells_.begin() + static_cast<std::ptrdiff_t>(i); };
  const auto at = std::partition(cell(begin), cell(end),
                                 [&](const Cell& c) { return c.corner[axis] <= middle; });
  return {static_cast<std::size_t>(at - cells_.begin()), static_cast<std::int32_t>(axis)};
}

void RayScene::build_tree() {
  struct Task {
    std::size_t branch;
    std::size_t begin;
    std::size_t end;
  };
  branches_.reserve(2 * cells_.size());
  branches_.emplace_back();
  std::vector<Task> tasks = {{0, 0, cells_.size()}};
  while (!tasks.empty()) {
    const Task task = tasks.back();
    tasks.pop_back();
    Branch branch{};
    branch.box = cells_[task.begin].box;
    for (std::size_t i = task.begin + 1; i < task.end; ++i) {
      for (std::size_t a = 0; a < 3; ++a) {
        branch.box[0][a] = std::min(branch.box[0][a], cells_[i].box[0][a]);
        branch.box[1][a] = std::max(branch.box[1][a], cells_[i].box[1][a]);
      }
    }
    if (task.end - task.begin == 1) {
      branch.axis = -1;
      branch.first = static_cast<std::int32_t>(task.begin);
    } else {
      const auto [middle, axis] = split(task.begin, task.end);
      branch.axis = axis;
      branch.first = static_cast<std::int32_t>(branches_.size());
      branch.second = branch.first + 1;
      tasks.push_back({branches_.size(), task.begin, middle});
      tasks.push_back({branches_.size() + 1, middle, task.end});
      branches_.resize(branches_.size() + 2);
    }
    branches_[task.branch] = branch;
  }
}

inline RayScene::Span RayScene::clip_tile(const Cell& cell, std::uint32_t slot, const Ray& ray,
                                          Span span) {
  const TileBox& box = (*cell.tile_boxes)[slot];
  for (std::size_t a = 0; a < 3; ++a) {
    const std::size_t near = ray.is_negative[a] ? 1 : 0;
    const double corner = cell.corner[a] + kTileSide * static_cast<int>(slot >> (3 * a) & 7);
    narrow(span, static_cast<int>(a), ray.time_at_true(a, corner + box.ends[near][a]),
           ray.time_at_true(a, corner + box.ends[1 - near][a]));
  }
  return span;
}

template <class Found>
bool RayScene::walk_cell(const Cell& cell, const Ray& ray, Span span, Found&& found) {
  std::array<double, 3> corner;
  for (std::size_t a = 0; a < 3; ++a) {
    corner[a] = mirrored(ray, a, cell.corner[a], cell.corner[a] + Volume::kNodeSide * kTileSide);
  }
  const std::uint32_t flip = flip_of<3>(ray);
  GridWalk<3> walk(ray, corner, kTileSide, span.enter);
  double time = span.enter;
  int axis = span.axis;
  // The box is tighter than the node: past its end there is nothing.
  while (walk.is_inside() && time < span.leave) {
    const std::uint32_t slot = walk.index() ^ flip;
    if ((cell.occupied[slot >> 6] >> (slot & 63) & 1) != 0) {
      const Span inner = clip_tile(cell, slot, ray, {time, span.leave, axis});
      if (inner.enter < inner.leave) {
        const std::array<double, 3> tile_corner = {corner[0] + kTileSide * walk.cell(0),
                                                   corner[1] + kTileSide * walk.cell(1),
                                                   corner[2] + kTileSide * walk.cell(2)};
        const Tile* tile = cell.node->tiles[slot].get();
        const auto at_voxel = [&](double when, int on_axis, int index) {
          return found(cell, *tile, static_cast<int>(slot), when, on_axis, index);
        };
        if (walk_tile(*tile, ray, tile_corner, inner, at_voxel)) return true;
      }
    }
    time = walk.step(axis);
  }
  return false;
}

template <class Found>
bool RayScene::walk_tree(const Ray& ray, Found&& found) const {
  if (branches_.empty()) return false;
  // One branch waits for each level of the tree, plus the one being entered.
  std::array<std::int32_t, kMaxDepth + 2> waiting;
  std::size_t count = 0;
  waiting[count++] = 0;
  while (count > 0) {
    const Branch& branch = branches_[static_cast<std::size_t>(waiting[--count])];
    const Span span = clip<Span>(ray, branch.box);
    if (!(span.enter < span.leave)) continue;
    if (branch.axis < 0) {
      if (walk_cell(cells_[static_cast<std::size_t>(branch.first)], ray, span, found)) return true;
      continue;
    }
    GOXEL_ASSERT(count + 2 <= waiting.size());
    // A plane separates the two, so the one that the ray meets first is known from its direction
    // alone.
    const bool is_flipped = ray.is_negative[static_cast<std::size_t>(branch.axis)];
    waiting[count++] = is_flipped ? branch.first : branch.second;
    waiting[count++] = is_flipped ? branch.second : branch.first;
  }
  return false;
}

Hit RayScene::trace(const Ray& ray) const {
  Hit hit;
  walk_tree(
      ray, [&](const Cell& cell, const Tile& tile, int slot, double time, int axis, int index) {
        const Rgba color = tile.at(index);
        if (!is_solid(color)) return false;
        hit = {time, &tile, Volume::tile_coord(cell.coord, slot), index, face_towards(ray, axis),
               color};
        return true;
      });
  return hit;
}

bool RayScene::is_blocked(const Ray& ray) const {
  return walk_tree(ray, [](const Cell&, const Tile& tile, int, double, int, int index) {
    return is_solid(tile.at(index));
  });
}

}  // namespace goxel
