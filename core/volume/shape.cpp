#include "core/volume/shape.hpp"

#include "core/volume/merge.hpp"
#include "core/volume/region.hpp"
#include "core/volume/solids.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <type_traits>

namespace goxel {

namespace {

constexpr std::array<std::string_view, 7> kNames = {"cube",    "sphere", "cylinder", "cone",
                                                    "pyramid", "torus",  "capsule"};

/// How often the drawing asks whether to stop, in tiles: well under a millisecond of work.
constexpr int kTilesPerPoll = 64;

constexpr bool keeps_only_inside(BlendMode mode) {
  return mode == BlendMode::Intersect || mode == BlendMode::IntersectFill;
}

constexpr bool makes_voxels(const ShapeOptions& options) {
  return options.color.a > 0 &&
         (options.mode == BlendMode::Over || options.mode == BlendMode::Max ||
          options.mode == BlendMode::Replace);
}

/// From world to the shape's own space: its half sizes, and the inverse of its axes with their
/// lengths removed.
struct LocalSpace {
  DVec3 half;
  Axes inverse;
};

std::optional<LocalSpace> local_space(const Placement& placement) {
  const Axes& a = placement.axes;
  const DVec3 half{length(a.x), length(a.y), length(a.z)};
  if (!(half.x > 0 && half.y > 0 && half.z > 0) || !std::isfinite(half.x + half.y + half.z))
    return std::nullopt;
  if (!std::isfinite(length(placement.center))) return std::nullopt;
  const DVec3 x = a.x * (1 / half.x);
  const DVec3 y = a.y * (1 / half.y);
  const DVec3 z = a.z * (1 / half.z);
  const double determinant = dot(x, cross(y, z));
  if (std::fabs(determinant) < 1e-9) return std::nullopt;
  const DVec3 rows[3] = {cross(y, z) * (1 / determinant), cross(z, x) * (1 / determinant),
                         cross(x, y) * (1 / determinant)};
  return LocalSpace{half,
                    {{rows[0].x, rows[1].x, rows[2].x},
                     {rows[0].y, rows[1].y, rows[2].y},
                     {rows[0].z, rows[1].z, rows[2].z}}};
}

enum class Coverage { None, Part, Full };

/// One solid, hollow or not, smooth or not, in place.
template <class Solid>
class Brush {
 public:
  Brush(const LocalSpace& space, const ShapeOptions& options)
      : space_(space),
        center_(options.placement.center),
        smoothness_(options.smoothness),
        solid_(space.half),
        rim_(grown(space.half, options.smoothness)) {
    const DVec3 inner = grown(space.half, -options.wall);
    if (options.wall > 0 && inner.x > 0 && inner.y > 0 && inner.z > 0) inner_.emplace(inner);
    const Axes& i = space_.inverse;
    for (int row = 0; row < 3; ++row) {
      reach_[row] = 7.5 * (std::fabs(i.x[row]) + std::fabs(i.y[row]) + std::fabs(i.z[row]));
    }
  }

  Coverage coverage(TileCoord coord) const {
    const DVec3 middle = local(to_double(coord.min_corner()) + DVec3{8, 8, 8});
    const Coverage outer = coverage_of(solid_, middle);
    if (outer == Coverage::None || !inner_) return outer;
    const Coverage hole = coverage_of(*inner_, middle);
    if (hole == Coverage::Full) return Coverage::None;
    return outer == Coverage::Full && hole == Coverage::None ? Coverage::Full : Coverage::Part;
  }

  TileMask mask(TileCoord coord) const {
    TileMask mask;
    for (int row = 0; row < 256; ++row) {
      const DVec3 start = row_start(coord, row);
      std::uint32_t bits = 0;
      for (int x = 0; x < kTileSide; ++x) {
        const DVec3 q = start + space_.inverse.x * x;
        bits |= static_cast<std::uint32_t>(solid_.contains(q) && !(inner_ && inner_->contains(q)))
                << x;
      }
      mask.set_row(row & 15, row >> 4, bits);
    }
    return mask;
  }

  /// 0..1 for each voxel of a tile.
  void fade(TileCoord coord, std::array<double, kTileVoxels>& out) const {
    for (int row = 0; row < 256; ++row) {
      const DVec3 start = row_start(coord, row);
      for (int x = 0; x < kTileSide; ++x) {
        out[static_cast<std::size_t>(row * kTileSide + x)] = fade_at(start + space_.inverse.x * x);
      }
    }
  }

 private:
  static DVec3 grown(DVec3 half, double by) { return half + DVec3{by, by, by}; }

  DVec3 local(DVec3 p) const { return space_.inverse.apply(p - center_); }
  DVec3 row_start(TileCoord coord, int row) const {
    return local(to_double(coord.min_corner()) + DVec3{0.5, (row & 15) + 0.5, (row >> 4) + 0.5});
  }

  double fade_at(DVec3 q) const {
    // At a sharp rim the depths of the faces that meet there alone would let the fade run on past
    // the shape's box.
    if (!rim_.contains(q)) return 0;
    double depth = solid_.depth(q);
    if (inner_) depth = std::min(depth, -inner_->depth(q));
    return std::clamp(depth / smoothness_, -1.0, 1.0) / 2 + 0.5;
  }

  Coverage coverage_of(const Solid& solid, DVec3 middle) const {
    const DVec3 low = middle - reach_;
    const DVec3 high = middle + reach_;
    if (smoothness_ == 0) {
      if (solid.is_missed(low, high)) return Coverage::None;
      return solid.is_full(low, high) ? Coverage::Full : Coverage::Part;
    }
    if constexpr (std::is_same_v<Solid, solids::Cube> || std::is_same_v<Solid, solids::Ellipsoid> ||
                  std::is_same_v<Solid, solids::Cylinder>) {
      // Depth along a ray grows at least as fast as the half sizes shrink, so these bounds are
      // safe.
      if (Solid(grown(solid.half, smoothness_)).is_missed(low, high)) return Coverage::None;
      const DVec3 core = grown(solid.half, -smoothness_);
      const bool has_core = core.x > 0 && core.y > 0 && core.z > 0;
      return has_core && Solid(core).is_full(low, high) ? Coverage::Full : Coverage::Part;
    } else {
      // The depth of these changes by at most one voxel a voxel.
      const double depth = solid.depth(middle);
      const double reach = length(reach_) + solids::kSlack;
      if (depth + reach <= -smoothness_) return Coverage::None;
      return depth - reach >= smoothness_ ? Coverage::Full : Coverage::Part;
    }
  }

  LocalSpace space_;
  DVec3 center_;
  DVec3 reach_;  ///< half size of the local box around a tile's voxel centres
  double smoothness_;
  Solid solid_;
  solids::Cube rim_;
  std::optional<Solid> inner_;
};

template <class Solid>
void blend_smooth(Tile& tile, const Brush<Solid>& brush, TileCoord coord, const TileMask& allowed,
                  const ShapeOptions& options) {
  std::array<double, kTileVoxels> fade;
  brush.fade(coord, fade);
  tile.edit_voxels([&](std::span<Rgba, kTileVoxels> voxels) {
    allowed.for_each([&](int i) {
      const double share = fade[static_cast<std::size_t>(i)];
      Rgba source = options.color;
      source.a = static_cast<std::uint8_t>(source.a * share);
      // What has faded away draws nothing; but replace erases with it wherever the shape reaches.
      const bool is_drawn = options.mode == BlendMode::Replace ? share > 0 : source.a > 0;
      if (!is_drawn && !keeps_only_inside(options.mode)) return;
      Rgba& voxel = voxels[static_cast<std::size_t>(i)];
      voxel = blend(voxel, source, options.mode);
    });
  });
}

template <class Solid>
void draw_tile(Volume& volume, TileCoord coord, const TileMask& allowed, const Brush<Solid>& brush,
               const ShapeOptions& options, const CowPtr<Tile>& whole) {
  const bool clears_outside = keeps_only_inside(options.mode);
  switch (brush.coverage(coord)) {
    case Coverage::None:
      if (clears_outside) volume.edit_tile(coord, [&](Tile& tile) { tile.erase_mask(allowed); });
      return;
    case Coverage::Full:
      if (whole && allowed.is_full() &&
          (options.color.a == 255 || volume.find_tile(coord) == nullptr)) {
        return volume.set_tile(coord, whole);
      }
      return volume.edit_tile(
          coord, [&](Tile& tile) { blend_mask(tile, allowed, options.color, options.mode); });
    case Coverage::Part:
      if (options.smoothness > 0) {
        return volume.edit_tile(
            coord, [&](Tile& tile) { blend_smooth(tile, brush, coord, allowed, options); });
      }
      const TileMask inside = brush.mask(coord) & allowed;
      if (inside.is_empty() && !clears_outside) return;
      return volume.edit_tile(coord, [&](Tile& tile) {
        blend_mask(tile, inside, options.color, options.mode);
        if (clears_outside) tile.erase_mask(allowed & ~inside);
      });
  }
}

template <class Solid>
bool draw_solid(Volume& volume, const LocalSpace& space, const ShapeOptions& options,
                const IBox& bounds, Progress& progress) {
  const Brush<Solid> brush(space, options);
  const IBox clip = options.clip.value_or(IBox::everything());
  int polled = 0;
  bool goes_on = true;
  const auto draw = [&](TileCoord coord, const CowPtr<Tile>& whole) {
    if (++polled % kTilesPerPoll == 0) goes_on = goes_on && !progress.is_stop_requested();
    if (goes_on) draw_tile(volume, coord, mask_in_tile(coord, clip), brush, options, whole);
  };
  if (makes_voxels(options)) {
    const auto whole = CowPtr<Tile>::make(options.color);
    for_each_tile_of_box(bounds, [&](TileCoord coord, const TileMask&) { draw(coord, whole); });
  } else {
    const IBox& reach = keeps_only_inside(options.mode) ? clip : bounds;
    for (const TileCoord coord : stored_tiles(volume, reach)) draw(coord, {});
  }
  return goes_on;
}

/// The voxels of a plain cube along the axes; nothing for any other shape.
std::optional<IBox> plain_box(const ShapeOptions& options) {
  const Axes& a = options.placement.axes;
  const bool is_straight =
      a.x.y == 0 && a.x.z == 0 && a.y.x == 0 && a.y.z == 0 && a.z.x == 0 && a.z.y == 0;
  const DVec3 half{a.x.x, a.y.y, a.z.z};
  if (options.kind != ShapeKind::Cube || options.smoothness != 0 || options.wall != 0 ||
      !is_straight || !(half.x > 0 && half.y > 0 && half.z > 0)) {
    return std::nullopt;
  }
  // Centres from center - half on, below center + half.
  IBox box = shape_bounds(options);
  for (int i = 0; i < 3; ++i) {
    const double center = options.placement.center[i];
    const auto first_at = [](double v) {
      return static_cast<std::int64_t>(std::clamp(std::ceil(v - 0.5), -2147483648.0, 2147483648.0));
    };
    box.min[i] = std::max(box.min[i], first_at(center - half[i]));
    box.max[i] = std::min(box.max[i], first_at(center + half[i]));
  }
  return box;
}

bool draw_once(Volume& volume, const ShapeOptions& options, Progress& progress) {
  const auto space = local_space(options.placement);
  if (!space) return true;
  if (!keeps_only_inside(options.mode)) {
    if (options.color.a == 0 && options.mode != BlendMode::Replace) return true;
    if (const auto box = plain_box(options)) {
      fill_box(volume, *box, options.color, options.mode);
      return !progress.is_stop_requested();
    }
  }
  const IBox bounds = shape_bounds(options);
  bool goes_on = true;
  solids::with_solid(options.kind, space->half, [&](const auto& solid) {
    goes_on = draw_solid<std::decay_t<decltype(solid)>>(volume, *space, options, bounds, progress);
  });
  return goes_on;
}

Placement mirrored(Placement placement, int axis, double origin) {
  placement.center[axis] = 2 * origin - placement.center[axis];
  for (DVec3* half_axis : {&placement.axes.x, &placement.axes.y, &placement.axes.z}) {
    (*half_axis)[axis] = -(*half_axis)[axis];
  }
  return placement;
}

}  // namespace

std::string_view shape_kind_name(ShapeKind kind) { return kNames[static_cast<std::size_t>(kind)]; }

std::optional<ShapeKind> find_shape_kind(std::string_view name) {
  if (name == "ellipsoid") return ShapeKind::Sphere;
  const auto found = std::find(kNames.begin(), kNames.end(), name);
  if (found == kNames.end()) return std::nullopt;
  return static_cast<ShapeKind>(found - kNames.begin());
}

Placement placement_of_box(const IBox& box, const Axes& rotation) {
  const DVec3 half = to_double(box.size()) * 0.5;
  return {to_double(box.min) + half,
          {rotation.x * half.x, rotation.y * half.y, rotation.z * half.z}};
}

Placement placement_of_matrix(const Mat4& matrix) {
  return {matrix.column(3), {matrix.column(0), matrix.column(1), matrix.column(2)}};
}

IBox box_around(IVec3 center, LVec3 size) {
  GOXEL_ASSERT(size.x > 0 && size.y > 0 && size.z > 0);
  const LVec3 min = to_long(center) - LVec3{size.x / 2, size.y / 2, size.z / 2};
  return {min, min + size};
}

IBox shape_bounds(const ShapeOptions& options) {
  const auto space = local_space(options.placement);
  if (!space) return {};
  constexpr double kEnd = 2147483648.0;
  const Axes& a = options.placement.axes;
  IBox box;
  for (int i = 0; i < 3; ++i) {
    const double reach = std::fabs(a.x[i]) * (1 + options.smoothness / space->half.x) +
                         std::fabs(a.y[i]) * (1 + options.smoothness / space->half.y) +
                         std::fabs(a.z[i]) * (1 + options.smoothness / space->half.z);
    const double center = options.placement.center[i];
    box.min[i] = static_cast<std::int64_t>(std::clamp(std::floor(center - reach), -kEnd, kEnd));
    box.max[i] = static_cast<std::int64_t>(std::clamp(std::ceil(center + reach), -kEnd, kEnd));
  }
  return options.clip ? intersection(box, *options.clip) : box;
}

bool draw_shape(Volume& volume, const ShapeOptions& options, Progress& progress) {
  ShapeOptions image = options;
  // The order of the editor: of each axis, x first, all images come before what they are images of.
  for (const unsigned axes : {7U, 3U, 5U, 1U, 6U, 2U, 4U, 0U}) {
    if ((axes & ~options.symmetry) != 0) continue;
    image.placement = options.placement;
    for (int axis = 0; axis < 3; ++axis) {
      if ((axes >> axis & 1U) != 0)
        image.placement = mirrored(image.placement, axis, options.symmetry_origin[axis]);
    }
    if (!draw_once(volume, image, progress)) return false;
  }
  return true;
}

void draw_shape(Volume& volume, const ShapeOptions& options) {
  NoProgress progress;
  (void)draw_shape(volume, options, progress);  // Without a stop request it always goes to the end.
}

}  // namespace goxel
