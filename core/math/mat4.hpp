#pragma once

#include "core/math/box.hpp"
#include "core/math/vec3.hpp"

#include <array>
#include <optional>

namespace goxel {

/// A 4x4 transform, column-major: columns 0..2 are the images of the x, y and z axes, column 3 is
/// the translation. Stored in binary32, as files hold it; computed in double.
struct Mat4 {
  std::array<float, 16> m = {1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1};

  static Mat4 identity() { return {}; }
  static Mat4 translation(DVec3 offset);

  float at(int row, int column) const { return m[static_cast<std::size_t>(4 * column + row)]; }
  DVec3 column(int index) const { return {at(0, index), at(1, index), at(2, index)}; }
  void set_column(int index, DVec3 v);

  friend bool operator==(const Mat4&, const Mat4&) = default;
};

/// a after b: transforms by b first.
Mat4 operator*(const Mat4& a, const Mat4& b);
/// The bottom row is taken as 0 0 0 1.
DVec3 transform_point(const Mat4& m, DVec3 point);
DVec3 transform_direction(const Mat4& m, DVec3 direction);
/// Inverse of an affine transform; nothing when it is singular or not finite.
std::optional<Mat4> affine_inverse(const Mat4& m);
bool is_finite(const Mat4& m);

/// Boxes in files are matrices applied to the cube [-1,1]^3: for an axis-aligned box the diagonal
/// is the half size and the translation the centre. A [3][3] element of 0 means "no box".
Mat4 matrix_of_box(const IBox& box);
/// The smallest voxel box around the matrix's box; nothing for "no box", a non-finite or an
/// out-of-range one.
std::optional<IBox> box_of_matrix(const Mat4& m);

}  // namespace goxel
