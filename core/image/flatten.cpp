#include "core/image/flatten.hpp"

#include "core/volume/merge.hpp"

namespace goxel {

Volume flatten_visible(const Image& image) {
  Volume flat;
  for (const CowPtr<Layer>& layer : image.layers()) {
    if (layer->is_visible) merge(flat, layer->volume, BlendMode::Over);
  }
  return flat;
}

}  // namespace goxel
