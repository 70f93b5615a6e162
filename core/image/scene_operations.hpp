#pragma once

#include "core/image/image.hpp"

namespace goxel {

/// Takes a material away; `index` must exist. Layers that had it have none then, and those with
/// later ones keep theirs.
void remove_material(Image& image, int index);

/// Takes a camera away; `index` must exist. The active camera stays the active one; when it is the
/// one that goes, none is.
void remove_camera(Image& image, int index);

}  // namespace goxel
