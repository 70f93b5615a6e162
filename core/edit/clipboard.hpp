#pragma once

#include "core/edit/edit.hpp"
#include "core/volume/blend.hpp"

namespace goxel::edit {

/// Voxels taken from a volume, at the place they had. A value; copying is O(1).
struct Clipboard {
  Volume volume;
};

/// The selected voxels that lie in a box (all of the box without a selection).
Clipboard copy(const Volume& volume, const IBox& box, const Volume* selection);

/// Copies, then erases what was copied.
Result<std::int64_t> cut(Volume& volume, const IBox& box, Clipboard& clipboard, const Scope& scope);

/// Blends the clipboard's voxels onto the volume, moved by `offset`.
Result<std::int64_t> paste(Volume& volume, const Clipboard& clipboard, LVec3 offset, BlendMode mode,
                           const Scope& scope);

}  // namespace goxel::edit
