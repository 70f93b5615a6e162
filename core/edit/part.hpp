#pragma once

#include "core/volume/region.hpp"

namespace goxel::edit {

/// The part of a volume inside a box.
inline Volume part_of(const Volume& volume, const IBox& box) {
  Volume part = volume;
  keep_box(part, box);
  return part;
}

}  // namespace goxel::edit
