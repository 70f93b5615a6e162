#pragma once

#include "core/base/limits.hpp"
#include "core/base/parallel.hpp"
#include "core/base/progress.hpp"
#include "core/base/result.hpp"
#include "core/image/image.hpp"
#include "core/image/picture.hpp"
#include "core/render/view.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace goxel {

struct RenderOptions {
  std::int32_t width = 512;
  std::int32_t height = 512;
  std::int32_t samples = 1;  ///< a pixel, 1..Limits::samples, at fixed places in it
  Rgba background = {70, 70, 70, 255};
  bool has_gradient =
      true;  ///< darkens the background by a fifth at the top, lightens it as much at the bottom
  bool is_transparent = false;  ///< no background at all: alpha 0
  bool is_unlit =
      false;  ///< voxel colours exactly as stored; no light, shadow, occlusion or material
  bool has_shadows = true;
  bool has_edges = false;  ///< darkens the borders of flat surfaces
  std::optional<double> shadow =
      std::nullopt;        ///< 0..1, how much of the light a shadow takes; else the image's
  double occlusion = 0.4;  ///< 0..1, darkening of corners
  std::optional<std::vector<std::int32_t>> layers =
      std::nullopt;  ///< ids to draw, else the visible ones
};

/// The layers that a picture of the image shows, merged: what fit() should frame. Fails with
/// not_found for a layer id that the image does not have.
Result<IBox> visible_bounds(const Image& image, const RenderOptions& options);

/// Draws the solid voxels (alpha of at least kSolidAlpha) of the image.
///
/// Layers are grouped as in the editor's viewport: a layer with the mode over and another material
/// than the group below starts a new one; any other merges into the group with its mode. Each group
/// has its material's base colour, emission and opacity. An orthographic view shows everything
/// along its direction, also what lies behind its position.
///
/// The same input gives the same bytes, whatever `parallel` does. Fails with invalid_params for
/// options out of range or an unusable view, limit_exceeded for a too large picture (before
/// anything is allocated), not_found for a layer id, and cancelled when `progress` asks for it,
/// which is looked at once every 32x32 pixels.
Result<Picture> render(const Image& image, const View& view, const RenderOptions& options,
                       const Limits& limits, Parallel& parallel, Progress& progress);

}  // namespace goxel
