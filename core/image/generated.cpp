#include "core/image/generated.hpp"

#include "core/volume/region.hpp"
#include "core/volume/shape.hpp"
#include "core/volume/transform.hpp"

#include <utility>
#include <vector>

namespace goxel {

namespace {

/// A cube of 512 voxels a side, off the grid by some; about half a second of drawing.
constexpr std::int64_t kMaxShapeTiles = std::int64_t{33} * 33 * 33;

ShapeKind solid_of(LayerShape shape) {
  switch (shape) {
    case LayerShape::Sphere:
      return ShapeKind::Sphere;
    case LayerShape::Cube:
      return ShapeKind::Cube;
    case LayerShape::Cylinder:
      return ShapeKind::Cylinder;
  }
  return ShapeKind::Cube;
}

/// `source` is the volume of the clone's base.
Volume cloned(const Volume& source, const Mat4& transform) {
  const Affine map = affine_of_matrix(transform);
  if (const auto exact = grid_map_of(map)) {
    if (*exact == GridMap()) return source;
    // What would leave the coordinate range is cut by the sampling below.
    auto moved = mapped(source, *exact);
    if (moved) return std::move(moved).value();
  }
  NoProgress progress;
  ResampleOptions options;
  options.halves = HalfRounding::AwayFromZero;
  auto moved = resampled(source, map, options, progress);
  return moved ? std::move(moved).value() : Volume();
}

/// Nothing past kMaxShapeTiles: what a reader waits for must not take as long as a client likes.
Volume drawn(const Layer& layer, const IBox& clip) {
  ShapeOptions options;
  options.kind = solid_of(*layer.shape);
  options.placement = placement_of_matrix(layer.transform);
  options.color = layer.color;
  options.clip = clip;
  Volume volume;
  const IBox drawn_box = intersection(shape_bounds(options), clip);
  if (drawn_box.is_empty()) return volume;
  if (voxel_volume(tiles_of_box(drawn_box)) <= kMaxShapeTiles) draw_shape(volume, options);
  return volume;
}

/// The layer and its bases, the layer first; empty for a ring or a missing base.
std::vector<const Layer*> base_chain(const Image& image, const Layer& layer) {
  std::vector<const Layer*> chain = {&layer};
  while (chain.back()->kind() == LayerKind::Clone) {
    const Layer* base = image.find_layer(chain.back()->base_id);
    if (base == nullptr || chain.size() > image.layers().size()) return {};
    chain.push_back(base);
  }
  return chain;
}

}  // namespace

Volume layer_content(const Image& image, const Layer& layer) {
  if (layer.kind() == LayerKind::Normal) return layer.volume;  // nearly always, and O(1)
  Volume content;
  const std::vector<const Layer*> chain = base_chain(image, layer);
  for (auto link = chain.rbegin(); link != chain.rend(); ++link) {
    switch ((*link)->kind()) {
      case LayerKind::Normal:
        content = (*link)->volume;
        break;
      case LayerKind::Picture:
        break;
      case LayerKind::Clone:
        content = cloned(content, (*link)->transform);
        break;
      case LayerKind::Shape:
        content = drawn(**link, image.box());
        break;
    }
  }
  return content;
}

void make_normal(Layer& layer, Volume voxels) {
  if (layer.kind() != LayerKind::Normal) layer.transform = {};
  layer.base_id = 0;
  layer.shape.reset();
  layer.picture_path.clear();
  layer.volume = std::move(voxels);
}

}  // namespace goxel
