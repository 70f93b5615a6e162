#include "core/formats/model_parts.hpp"

#include "core/base/str_cat.hpp"
#include "core/image/flatten.hpp"
#include "core/image/generated.hpp"
#include "core/volume/opaque.hpp"

namespace goxel {

namespace {

/// "1 layer" or "2 layers".
std::string counted(std::int64_t count, std::string_view noun) {
  return str_cat(count, " ", noun, count == 1 ? "" : "s");
}

/// Counts what layers lose on their way into a plainer format.
struct PartLosses {
  std::int64_t hidden_layers = 0;
  std::int64_t modes = 0;
  std::int64_t materials = 0;
  std::int64_t faint_voxels = 0;
  std::int64_t translucent_voxels = 0;

  void count_layer(const Layer& layer) {
    modes += layer.mode != BlendMode::Over ? 1 : 0;
    materials += layer.material ? 1 : 0;
  }
  /// What the alpha of `volume` says is counted, and the rest given back.
  Volume opaque(const Volume& volume) {
    OpaquePart part = opaque_part(volume);
    faint_voxels += part.faint_count;
    translucent_voxels += part.translucent_count;
    return std::move(part.volume);
  }
  void tell(Warnings& warnings) const {
    if (hidden_layers > 0)
      warnings.add(str_cat(counted(hidden_layers, "hidden layer"), " left out"));
    if (modes > 0)
      warnings.add(str_cat("the blend mode of ", counted(modes, "layer"), " is taken as over"));
    if (materials > 0)
      warnings.add(str_cat("the material of ", counted(materials, "layer"), " left out"));
    if (faint_voxels > 0) {
      warnings.add(str_cat(counted(faint_voxels, "voxel"), " with alpha below ", int{kSolidAlpha},
                           " left out"));
    }
    if (translucent_voxels > 0) {
      warnings.add(
          str_cat(counted(translucent_voxels, "voxel"), " with alpha below 255 written as opaque"));
    }
  }
};

}  // namespace

ModelPart flattened_part(const Image& image, Warnings& warnings) {
  PartLosses losses;
  std::int64_t shown = 0;
  for (const CowPtr<Layer>& layer : image.layers()) {
    const auto content = whole_content(image, *layer);
    if (!content) warnings.add(str_cat("left out: ", content.error().message));
    if (!content || content->is_empty()) continue;
    if (!layer->is_visible) {
      ++losses.hidden_layers;
      continue;
    }
    ++shown;
    losses.count_layer(*layer);
  }
  if (shown > 1) warnings.add(str_cat(shown, " layers merged into one"));
  ModelPart part{"model", losses.opaque(flatten_visible(image))};
  losses.tell(warnings);
  return part;
}

std::vector<ModelPart> layer_parts(const Image& image, HiddenLayers hidden, Warnings& warnings) {
  PartLosses losses;
  std::vector<ModelPart> parts;
  for (const CowPtr<Layer>& layer : image.layers()) {
    const auto whole = whole_content(image, *layer);
    if (!whole) warnings.add(str_cat("left out: ", whole.error().message));
    const Volume content = whole ? *whole : Volume();
    if (content.is_empty()) continue;
    if (!layer->is_visible && hidden == HiddenLayers::LeaveOut) {
      ++losses.hidden_layers;
      continue;
    }
    losses.count_layer(*layer);
    ModelPart part{layer->name, losses.opaque(content), !layer->is_visible};
    if (!part.volume.is_empty()) parts.push_back(std::move(part));
  }
  losses.tell(warnings);
  return parts;
}

}  // namespace goxel
