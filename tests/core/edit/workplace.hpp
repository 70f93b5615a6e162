#pragma once

#include "core/edit/clipboard.hpp"
#include "core/edit/edit.hpp"
#include "core/volume/region.hpp"
#include "core/volume/shape.hpp"

#include <functional>

namespace goxel::edit {

inline constexpr IBox kWorkplaceBox{{-20, -20, -20}, {20, 20, 20}};

/// All that an edit may look at or change.
struct Workplace {
  Volume volume;
  Volume selection;
  Volume other;
  Clipboard clipboard;

  Workplace() {
    goxel::fill_box(volume, kWorkplaceBox, {255, 0, 0, 255});
    goxel::fill_box(volume, {{-20, -20, 0}, {0, 20, 3}}, {200, 10, 10, 180}, BlendMode::Replace);
    goxel::fill_box(selection, {{-9, -9, -9}, {30, 30, 30}}, {255, 255, 255, 255});
    goxel::fill_box(other, {{0, 0, 0}, {30, 30, 30}}, {0, 0, 255, 255});
    clipboard.volume = other;
  }
  bool is_untouched(const Workplace& before) const {
    return volume.shares_storage_with(before.volume) &&
           volume.content_hash() == before.volume.content_hash() &&
           volume.voxel_count() == before.volume.voxel_count() &&
           volume.tile_count() == before.volume.tile_count() &&
           selection.shares_storage_with(before.selection) &&
           clipboard.volume.shares_storage_with(before.clipboard.volume);
  }
};

/// Any edit, on any part of the workplace.
using Edit = std::function<Result<std::int64_t>(Workplace&, const Scope&)>;

/// A turned shape and its mirror images, larger than the workplace's content.
inline ShapeOptions large_shape(ShapeKind kind, double smoothness) {
  ShapeOptions options;
  options.kind = kind;
  options.color = {0, 0, 255, 255};
  options.placement = placement_of_box({{-60, -60, -60}, {50, 50, 50}}, rotation_about(2, 30));
  options.smoothness = smoothness;
  options.symmetry = 3;
  return options;
}

}  // namespace goxel::edit
