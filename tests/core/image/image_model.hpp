#pragma once

#include "core/image/image.hpp"
#include "tests/core/volume/plain_blend.hpp"
#include "tests/core/volume/voxel_model.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

namespace goxel {

/// A transform that is exact in any arithmetic: axis `from[i]` of the source, times `factor[i]`,
/// plus `offset[i]`. Factors are powers of two, offsets whole or half numbers.
struct PlainTransform {
  std::array<int, 3> from = {0, 1, 2};
  std::array<double, 3> factor = {1, 1, 1};
  std::array<double, 3> offset = {0, 0, 0};

  Mat4 matrix() const;
  /// Each voxel p of the result is the source's at the inverse image of p, rounded to the nearest,
  /// halves away from zero.
  VoxelModel moved(const VoxelModel& source) const;
};

struct LayerModel {
  std::int32_t id = 0;
  LayerKind kind = LayerKind::Normal;
  VoxelModel voxels = {};  ///< of a normal layer
  BlendMode mode = BlendMode::Over;
  bool is_visible = true;
  std::optional<std::int32_t> material = std::nullopt;
  std::int32_t base_id = 0;       ///< of a clone
  PlainTransform transform = {};  ///< of a clone
  LayerShape shape = LayerShape::Cube;
  IBox shape_box = {};
  Rgba color = {};  ///< of a shape
};

/// Layers bottom first, and what is to become of them, from the definitions.
struct ImageModel {
  std::vector<LayerModel> layers;
  std::int32_t active_id = 1;
  IBox box = kDefaultImageBox;

  using Groups = std::vector<std::pair<VoxelModel, std::optional<std::int32_t>>>;

  std::size_t index_of(std::int32_t id) const;
  LayerModel& layer(std::int32_t id) { return layers[index_of(id)]; }
  std::int32_t free_id() const;

  /// What a layer shows; nothing for a clone in a ring or without a base.
  VoxelModel content(const LayerModel& layer) const;
  VoxelModel flat() const;
  Groups groups() const;

  void add(LayerModel layer);
  void remove(std::int32_t id);
  void make_normal(std::int32_t id);
  void make_clones_normal(std::int32_t base_id);
  void merge(std::int32_t source, std::int32_t target);
  void merge_visible();
};

}  // namespace goxel
