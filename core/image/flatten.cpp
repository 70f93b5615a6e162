#include "core/image/flatten.hpp"

#include "core/image/generated.hpp"
#include "core/volume/merge.hpp"

namespace goxel {

std::vector<MaterialGroup> flatten_by_material(const Image& image) {
  std::vector<MaterialGroup> groups;
  for (const CowPtr<Layer>& layer : image.layers()) {
    if (!layer->is_visible) continue;
    const bool is_new = groups.empty() || (layer->mode == BlendMode::Over &&
                                           layer->material != groups.back().material);
    Volume content = layer_content(image, *layer);
    if (is_new) {
      groups.push_back({std::move(content), layer->material});
    } else {
      merge(groups.back().volume, content, layer->mode);
    }
  }
  return groups;
}

Volume flatten_visible(const Image& image) {
  Volume flat;
  for (const MaterialGroup& group : flatten_by_material(image)) {
    merge(flat, group.volume, BlendMode::Over);
  }
  return flat;
}

}  // namespace goxel
