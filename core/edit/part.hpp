#pragma once

#include "core/volume/diff.hpp"
#include "core/volume/region.hpp"

namespace goxel::edit {

/// The part of a volume inside a box.
inline Volume part_of(const Volume& volume, const IBox& box) {
  Volume part = volume;
  keep_box(part, box);
  return part;
}

/// The selected voxels of a volume, or all without a selection.
inline Volume selected_part(const Volume& volume, const Volume* selection) {
  return selection != nullptr && !selection->is_empty() ? kept(volume, *selection) : volume;
}

}  // namespace goxel::edit
