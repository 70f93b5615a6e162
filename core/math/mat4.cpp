#include "core/math/mat4.hpp"

#include <cmath>
#include <cstdint>

namespace goxel {

Mat4 Mat4::translation(DVec3 offset) {
  Mat4 result;
  result.set_column(3, offset);
  return result;
}

void Mat4::set_column(int index, DVec3 v) {
  for (int row = 0; row < 3; ++row) {
    m[static_cast<std::size_t>(4 * index + row)] = static_cast<float>(v[row]);
  }
}

Mat4 operator*(const Mat4& a, const Mat4& b) {
  Mat4 result;
  for (int column = 0; column < 4; ++column) {
    for (int row = 0; row < 4; ++row) {
      double sum = 0;
      for (int k = 0; k < 4; ++k) sum += double{a.at(row, k)} * double{b.at(k, column)};
      result.m[static_cast<std::size_t>(4 * column + row)] = static_cast<float>(sum);
    }
  }
  return result;
}

DVec3 transform_direction(const Mat4& m, DVec3 d) {
  return m.column(0) * d.x + m.column(1) * d.y + m.column(2) * d.z;
}

DVec3 transform_point(const Mat4& m, DVec3 point) {
  return transform_direction(m, point) + m.column(3);
}

std::optional<Mat4> affine_inverse(const Mat4& m) {
  const DVec3 a = m.column(0);
  const DVec3 b = m.column(1);
  const DVec3 c = m.column(2);
  const double determinant = dot(a, cross(b, c));
  if (!is_finite(m) || determinant == 0 || !std::isfinite(1 / determinant)) return std::nullopt;
  // Rows of the inverse are the cross products of the columns over the determinant.
  const DVec3 rows[3] = {cross(b, c) * (1 / determinant), cross(c, a) * (1 / determinant),
                         cross(a, b) * (1 / determinant)};
  Mat4 result;
  for (int column = 0; column < 3; ++column) {
    result.set_column(column, {rows[0][column], rows[1][column], rows[2][column]});
  }
  const DVec3 t = m.column(3);
  result.set_column(3, {-dot(rows[0], t), -dot(rows[1], t), -dot(rows[2], t)});
  return result;
}

bool is_finite(const Mat4& m) {
  for (const float value : m.m) {
    if (!std::isfinite(value)) return false;
  }
  return true;
}

Mat4 matrix_of_box(const IBox& box) {
  const DVec3 half = to_double(box.size()) * 0.5;
  Mat4 result = Mat4::translation(to_double(box.min) + half);
  result.set_column(0, {half.x, 0, 0});
  result.set_column(1, {0, half.y, 0});
  result.set_column(2, {0, 0, half.z});
  return result;
}

std::optional<IBox> box_of_matrix(const Mat4& m) {
  if (!is_finite(m) || m.at(3, 3) == 0) return std::nullopt;
  constexpr double kEnd = 2147483648.0;
  IBox box;
  for (int axis = 0; axis < 3; ++axis) {
    double half = 0;
    for (int column = 0; column < 3; ++column) half += std::fabs(double{m.at(axis, column)});
    const double low = std::floor(double{m.at(axis, 3)} - half);
    const double high = std::ceil(double{m.at(axis, 3)} + half);
    if (low < -kEnd || high > kEnd) return std::nullopt;
    box.min[axis] = static_cast<std::int64_t>(low);
    box.max[axis] = static_cast<std::int64_t>(high);
  }
  return box;
}

}  // namespace goxel
