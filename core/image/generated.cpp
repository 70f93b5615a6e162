#include "core/image/generated.hpp"

#include "core/volume/shape.hpp"
#include "core/volume/transform.hpp"

#include <algorithm>
#include <vector>

namespace goxel {

namespace {

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

bool is_current(const GeneratedVolume& kept, const Layer& layer, const Volume& source,
                const IBox& clip) {
  if (!kept.is_valid || kept.transform != layer.transform) return false;
  if (layer.kind() == LayerKind::Clone) return kept.source.shares_storage_with(source);
  return kept.shape == layer.shape && kept.color == layer.color && kept.clip == clip;
}

/// `source`: the base's voxels, for a clone.
GeneratedVolume generate(const Layer& layer, const Volume& source, const IBox& clip) {
  if (is_current(layer.generated, layer, source, clip)) return layer.generated;
  GeneratedVolume made{true, source, layer.transform, layer.shape, layer.color, clip, {}};
  if (layer.kind() == LayerKind::Clone) {
    NoProgress progress;
    ResampleOptions options;
    options.halves = HalfRounding::AwayFromZero;
    auto moved = resampled(source, affine_of_matrix(layer.transform), options, progress);
    if (moved) made.volume = std::move(moved).value();
    return made;
  }
  ShapeOptions options;
  options.kind = solid_of(*layer.shape);
  options.placement = placement_of_matrix(layer.transform);
  options.color = layer.color;
  options.clip = clip;
  draw_shape(made.volume, options);
  return made;
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

GeneratedVolume generated_content(const Image& image, const Layer& layer) {
  const std::vector<const Layer*> chain = base_chain(image, layer);
  GeneratedVolume content;
  for (auto link = chain.rbegin(); link != chain.rend(); ++link) {
    switch ((*link)->kind()) {
      case LayerKind::Normal:
        content.volume = (*link)->volume;
        break;
      case LayerKind::Picture:
        content.volume.clear();
        break;
      case LayerKind::Clone:
      case LayerKind::Shape:
        content = generate(**link, content.volume, image.box());
        break;
    }
  }
  return content;
}

}  // namespace

Volume layer_content(const Image& image, const Layer& layer) {
  if (layer.kind() == LayerKind::Normal) return layer.volume;
  return generated_content(image, layer).volume;
}

void refresh_generated(Image& image) {
  std::vector<std::int32_t> ids;
  for (const CowPtr<Layer>& layer : image.layers()) {
    if (layer->kind() == LayerKind::Clone || layer->kind() == LayerKind::Shape)
      ids.push_back(layer->id);
  }
  for (const std::int32_t id : ids) {
    const Layer& layer = *image.find_layer(id);
    GeneratedVolume made = generated_content(image, layer);
    if (layer.generated.is_valid == made.is_valid &&
        layer.generated.volume.shares_storage_with(made.volume) &&
        is_current(layer.generated, layer, made.source, image.box())) {
      continue;
    }
    image.edit_layer(id).generated = std::move(made);
  }
}

}  // namespace goxel
