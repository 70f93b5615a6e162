#include "core/image/generated.hpp"

#include "core/base/str_cat.hpp"
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
Result<Volume> cloned(const Volume& source, const Mat4& transform) {
  const Affine map = affine_of_matrix(transform);
  if (const auto exact = grid_map_of(map)) {
    if (*exact == GridMap()) return source;
    // What would leave the coordinate range is cut by the sampling below.
    auto moved = mapped(source, *exact);
    if (moved) return moved;
  }
  NoProgress progress;
  ResampleOptions options;
  options.halves = HalfRounding::AwayFromZero;
  return resampled(source, map, options, progress);
}

ShapeOptions shape_options(const Layer& layer, const IBox& clip) {
  ShapeOptions options;
  options.kind = solid_of(*layer.shape);
  options.placement = placement_of_matrix(layer.transform);
  options.color = layer.color;
  options.clip = clip;
  return options;
}

/// What a reader waits for must not take as long as a client likes.
Result<void> check_tiles(const Layer& layer, const ShapeOptions& options) {
  const IBox box = shape_bounds(options);
  if (box.is_empty()) return {};
  const std::int64_t tiles = voxel_volume(tiles_of_box(box));
  if (tiles <= kMaxShapeTiles) return {};
  return Error{ErrorCode::LimitExceeded,
               str_cat("layer \"", layer.name, "\": its shape covers ", tiles,
                       " tiles of 4096 voxels; at most ", kMaxShapeTiles, " are drawn")}
      .with("limit", "shape_tiles")
      .with("maximum", kMaxShapeTiles)
      .with("found", tiles);
}

Result<Volume> drawn(const Layer& layer, const IBox& clip) {
  const ShapeOptions options = shape_options(layer, clip);
  GOXEL_TRY(check_tiles(layer, options));
  Volume volume;
  draw_shape(volume, options);
  return volume;
}

/// `base`: what the layer's base shows, if it has one.
Result<Volume> shown_by(const Layer& layer, const Volume& base, const IBox& image_box) {
  switch (layer.kind()) {
    case LayerKind::Normal:
      return layer.volume;
    case LayerKind::Picture:
      return Volume();
    case LayerKind::Clone:
      return cloned(base, layer.transform);
    case LayerKind::Shape:
      return drawn(layer, image_box);
  }
  return Volume();
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
  auto content = whole_content(image, layer);
  return content ? std::move(content).value() : Volume();
}

Result<Volume> whole_content(const Image& image, const Layer& layer) {
  Volume content;
  const std::vector<const Layer*> chain = base_chain(image, layer);
  for (auto link = chain.rbegin(); link != chain.rend(); ++link) {
    GOXEL_ASSIGN(content, shown_by(**link, content, image.box()));
  }
  return content;
}

Result<void> check_shape_size(const Image& image, const Layer& layer) {
  if (layer.kind() != LayerKind::Shape) return {};
  return check_tiles(layer, shape_options(layer, image.box()));
}

void make_normal(Layer& layer, Volume voxels) {
  if (layer.kind() != LayerKind::Normal) layer.transform = {};
  layer.base_id = 0;
  layer.shape.reset();
  layer.picture_path.clear();
  layer.volume = std::move(voxels);
}

}  // namespace goxel
