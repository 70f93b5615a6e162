#pragma once

#include "core/volume/color.hpp"

#include <cstdint>
#include <vector>

namespace goxel {

/// A raster of sRGB pixels with straight (not premultiplied) alpha.
struct Picture {
  std::int32_t width = 0;
  std::int32_t height = 0;
  std::vector<Rgba> pixels = {};  ///< height x width, row-major, top row first

  friend bool operator==(const Picture&, const Picture&) = default;
};

}  // namespace goxel
