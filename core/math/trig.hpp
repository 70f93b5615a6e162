#pragma once

namespace goxel {

inline constexpr double kPi = 3.14159265358979323846;

constexpr double radians(double degrees) { return degrees * (kPi / 180.0); }

/// Sine and cosine that give the same bits on every machine, which libm does not promise. Error
/// below 1e-15 for |angle| up to 1e5 radians.
double sine(double angle_rad);
double cosine(double angle_rad);

}  // namespace goxel
