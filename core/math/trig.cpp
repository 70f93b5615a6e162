#include "core/math/trig.hpp"

#include <cmath>

namespace goxel {

namespace {

/// Taylor series on [-pi/4, pi/4], where nine terms reach the last bit of a double.
double sine_near_zero(double x) {
  double term = x;
  double sum = x;
  for (int n = 1; n <= 9; ++n) {
    term *= -x * x / ((2 * n) * (2 * n + 1));
    sum += term;
  }
  return sum;
}

double cosine_near_zero(double x) {
  double term = 1;
  double sum = 1;
  for (int n = 1; n <= 9; ++n) {
    term *= -x * x / ((2 * n - 1) * (2 * n));
    sum += term;
  }
  return sum;
}

/// sin(angle + quarter_turns * pi/2), the angle reduced to the nearest quarter turn first.
double sine_of_quadrant(double angle, int quarter_turns) {
  // pi/2 in two parts: the first has spare low bits, so that n * kHigh is exact and the reduction
  // loses nothing.
  constexpr double kHigh = 1.57079632673412561417;
  constexpr double kLow = 6.07710050650619224932e-11;
  const double n = std::floor(angle / (kPi / 2) + 0.5);
  const double reduced = (angle - n * kHigh) - n * kLow;
  const double turn = n + quarter_turns - 4 * std::floor((n + quarter_turns) / 4);
  if (turn == 0) return sine_near_zero(reduced);
  if (turn == 1) return cosine_near_zero(reduced);
  if (turn == 2) return -sine_near_zero(reduced);
  return -cosine_near_zero(reduced);
}

}  // namespace

double sine(double angle_rad) { return sine_of_quadrant(angle_rad, 0); }
double cosine(double angle_rad) { return sine_of_quadrant(angle_rad, 1); }

}  // namespace goxel
