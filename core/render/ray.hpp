#pragma once

#include "core/math/vec3.hpp"

#include <array>
#include <cmath>

namespace goxel {

/// A ray in the scene's own coordinates, mirrored so that it never goes towards smaller
/// coordinates: on an axis where the direction was negative, space is negated. Walking then only
/// ever adds, and a cell index c of a grid of 2^n cells turns back into the true one as c ^ (2^n -
/// 1).
struct Ray {
  /// Stands for 1/0. Finite, so that a ray that starts exactly on a plane it runs along crosses it
  /// at 0, not at NaN: it then belongs to the cell above the plane, and to that one alone.
  static constexpr double kNever = 1e300;

  Ray(DVec3 from, DVec3 towards) {
    aim_axis(0, from.x, towards.x);
    aim_axis(1, from.y, towards.y);
    aim_axis(2, from.z, towards.z);
  }

  /// The same direction from elsewhere.
  void move_to(DVec3 from) {
    move_axis(0, from.x);
    move_axis(1, from.y);
    move_axis(2, from.z);
  }

  /// Where the ray meets the mirrored plane `coordinate` of an axis.
  double time_at(std::size_t axis, double coordinate) const {
    return (coordinate - origin[axis]) * inverse[axis];
  }

  /// The same for the plane's true coordinate.
  double time_at_true(std::size_t axis, double coordinate) const {
    return (coordinate - true_origin[axis]) * true_inverse[axis];
  }

  std::array<double, 3> origin;     ///< mirrored
  std::array<double, 3> direction;  ///< mirrored: 0 or more
  std::array<double, 3> inverse;
  std::array<double, 3> true_origin;
  std::array<double, 3> true_inverse;  ///< of the true direction; kNever where that is 0
  std::array<bool, 3> is_negative;

 private:
  /// A smaller component moves the ray by less than a thousandth of a voxel over the whole of
  /// space.
  static constexpr double kParallel = 1e-14;

  void aim_axis(std::size_t axis, double from, double towards) {
    const double size = std::fabs(towards);
    const bool is_moving = size > kParallel;
    is_negative[axis] = is_moving && towards < 0;
    direction[axis] = is_moving ? size : 0;
    inverse[axis] = is_moving ? 1 / size : kNever;
    true_inverse[axis] = is_negative[axis] ? -inverse[axis] : inverse[axis];
    move_axis(axis, from);
  }
  void move_axis(std::size_t axis, double from) {
    true_origin[axis] = from;
    origin[axis] = is_negative[axis] ? -from : from;
  }
};

}  // namespace goxel
