#include "daemon/methods/preview_picture.hpp"

#include "core/formats/png.hpp"
#include "core/render/render.hpp"

namespace goxel::methods {

namespace {

constexpr std::int32_t kPreviewSide = 128;

}  // namespace

Result<Bytes> preview_png(const Image& image, const Limits& limits, Parallel& parallel,
                          Progress& progress) {
  RenderOptions options;
  options.width = kPreviewSide;
  options.height = kPreviewSide;
  options.is_transparent = true;
  GOXEL_ASSIGN(const IBox bounds, visible_bounds(image, options));
  GOXEL_ASSIGN(const Picture picture, render(image, default_view(image, bounds, 1.0), options,
                                             limits, parallel, progress));
  return write_png(picture);
}

}  // namespace goxel::methods
