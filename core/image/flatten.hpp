#pragma once

#include "core/image/image.hpp"

namespace goxel {

/// All visible layers as one volume, bottom to top, each put over what is below it.
/// With one visible layer this is that layer's volume, O(1); else every tile of the upper layers is
/// merged once.
Volume flatten_visible(const Image& image);

}  // namespace goxel
