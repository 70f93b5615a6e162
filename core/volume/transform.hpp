#pragma once

#include "core/base/progress.hpp"
#include "core/base/result.hpp"
#include "core/math/mat4.hpp"
#include "core/math/rotation.hpp"
#include "core/volume/volume.hpp"

#include <array>
#include <cstdint>
#include <optional>

namespace goxel {

/// A map of the grid onto itself: turns by quarters, mirrors and moves. Voxel p goes to q with
/// q[i] = sign[i] * p[axis[i]] + offset[i].
struct GridMap {
  std::array<int, 3> axis = {0, 1, 2};  ///< a permutation
  std::array<int, 3> sign = {1, 1, 1};  ///< 1 or -1 each
  LVec3 offset = {};

  LVec3 apply(IVec3 p) const {
    LVec3 q = offset;
    for (std::size_t i = 0; i < 3; ++i)
      q[static_cast<int>(i)] += std::int64_t{sign[i]} * p[axis[i]];
    return q;
  }

  friend bool operator==(const GridMap&, const GridMap&) = default;
};

/// The mirror image of `box` onto itself along an axis: the first voxel becomes the last.
GridMap mirror_in_box(const IBox& box, int axis);
/// `quarters` right-handed quarter turns about an axis through the centre of `box`. When the two
/// sides across the axis differ in parity the turned box cannot keep its centre; it then moves by
/// half a voxel towards the lower corner.
GridMap quarter_turns_in_box(const IBox& box, int axis, int quarters);

/// Every voxel moved by a grid map. Moves by whole tiles share them; else a few ns a voxel. Fails
/// with LimitExceeded when a voxel would leave the coordinate range.
Result<Volume> mapped(const Volume& volume, const GridMap& map);

/// An affine map of space: p to axes.apply(p) + offset.
struct Affine {
  Axes axes;
  DVec3 offset;
};
Affine affine_of_matrix(const Mat4& matrix);
/// The grid map that an affine map is: axes swapped or mirrored, and whole voxels of offset.
/// Nothing for any other.
std::optional<GridMap> grid_map_of(const Affine& map);
/// The map of voxel corners that moves voxel centres by `axes` about `center`: center +
/// axes.apply(p - center).
Affine affine_about(DVec3 center, const Axes& axes);

/// What becomes of a sample that falls halfway between two voxels. Away from zero is the rule of
/// the editor's layers; up does not depend on where the origin is.
enum class HalfRounding { AwayFromZero, Up };

struct ResampleOptions {
  HalfRounding halves = HalfRounding::Up;
  std::int64_t max_tiles = 1 << 20;  ///< tiles that the result may be looked for in
};

/// Nearest-sample transform: the voxel at p of the result is the source's at the rounded inverse
/// image of p. A singular map gives an empty volume; voxels that leave the coordinate range are
/// cut. Fails with LimitExceeded past max_tiles and with Cancelled. Cost: 4096 samples of about 10
/// ns for each tile looked at.
Result<Volume> resampled(const Volume& volume, const Affine& map, const ResampleOptions& options,
                         Progress& progress);

}  // namespace goxel
