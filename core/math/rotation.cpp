#include "core/math/rotation.hpp"

#include "core/math/trig.hpp"

#include <cmath>

namespace goxel {

Axes rotation_about(int axis, double angle_deg) {
  const double turn = angle_deg - 360 * std::floor(angle_deg / 360);
  double s = sine(radians(turn));
  double c = cosine(radians(turn));
  if (turn == 0 || turn == 180) {
    s = 0;
    c = turn == 0 ? 1 : -1;
  } else if (turn == 90 || turn == 270) {
    s = turn == 90 ? 1 : -1;
    c = 0;
  }
  if (axis == 0) return {{1, 0, 0}, {0, c, s}, {0, -s, c}};
  if (axis == 1) return {{c, 0, -s}, {0, 1, 0}, {s, 0, c}};
  return {{c, s, 0}, {-s, c, 0}, {0, 0, 1}};
}

Axes rotation_xyz(DVec3 angles_deg) {
  return rotation_about(2, angles_deg.z) * rotation_about(1, angles_deg.y) *
         rotation_about(0, angles_deg.x);
}

}  // namespace goxel
