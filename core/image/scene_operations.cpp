#include "core/image/scene_operations.hpp"

namespace goxel {

namespace {

std::vector<std::int32_t> layers_from_material(const Image& image, int index) {
  std::vector<std::int32_t> ids;
  for (const CowPtr<Layer>& layer : image.layers()) {
    if (layer->material && *layer->material >= index) ids.push_back(layer->id);
  }
  return ids;
}

}  // namespace

void remove_material(Image& image, int index) {
  GOXEL_CHECK(index >= 0 && index < static_cast<int>(image.materials().size()));
  for (const std::int32_t id : layers_from_material(image, index)) {
    Layer& layer = image.edit_layer(id);
    if (*layer.material == index) {
      layer.material.reset();
    } else {
      --*layer.material;
    }
  }
  std::vector<Material>& materials = image.edit_materials();
  materials.erase(materials.begin() + index);
}

void remove_camera(Image& image, int index) {
  GOXEL_CHECK(index >= 0 && index < static_cast<int>(image.cameras().size()));
  std::vector<Camera>& cameras = image.edit_cameras();
  cameras.erase(cameras.begin() + index);
  if (image.active_camera() == index) {
    image.set_active_camera(-1);
  } else if (image.active_camera() > index) {
    image.set_active_camera(image.active_camera() - 1);
  }
}

}  // namespace goxel
