#include "daemon/methods/layer_details.hpp"

#include "core/base/str_cat.hpp"
#include "core/image/generated.hpp"
#include "core/volume/bounds.hpp"

#include <cmath>
#include <limits>

namespace goxel::methods {

MatrixNumbers numbers_of(const Mat4& matrix) {
  MatrixNumbers numbers{};
  for (std::size_t i = 0; i < numbers.size(); ++i) numbers[i] = decimal_of(matrix.m[i]);
  return numbers;
}

Result<Mat4> matrix_of(std::string_view path, const MatrixNumbers& numbers) {
  constexpr double kLargest = std::numeric_limits<float>::max();
  constexpr std::array<std::size_t, 4> kBottom = {3, 7, 11, 15};
  Mat4 matrix;
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    if (!(std::abs(numbers[i]) <= kLargest)) {
      return invalid_param(str_cat(path, "[", i, "]"), str_cat(numbers[i], " is too large"));
    }
    matrix.m[i] = static_cast<float>(numbers[i]);
  }
  for (const std::size_t i : kBottom) {
    if (numbers[i] == (i == 15 ? 1 : 0)) continue;
    return invalid_param(str_cat(path, "[", i, "]"),
                         str_cat(numbers[i],
                                 "; the bottom row, numbers 3, 7, 11 and 15, must be "
                                 "0, 0, 0 and 1"));
  }
  return matrix;
}

LayerDetails describe_layer(const Image& image, const Layer& layer) {
  const Volume content = layer_content(image, layer);
  LayerDetails details;
  details.id = layer.id;
  details.index = image.layer_index(layer.id);
  details.name = layer.name;
  details.visible = layer.is_visible;
  details.active = layer.id == image.active_layer_id();
  details.mode = layer.mode;
  details.kind = layer.kind();
  details.voxel_count = content.voxel_count();
  if (!content.is_empty()) details.bounds = exact_bounds(content);
  if (layer.base_id != 0) details.base = layer.base_id;
  details.shape = layer.shape;
  if (layer.shape) details.color = layer.color;
  details.material = layer.material;
  details.transform = numbers_of(layer.transform);
  if (layer.box) details.box = box_of_matrix(*layer.box);
  return details;
}

}  // namespace goxel::methods
