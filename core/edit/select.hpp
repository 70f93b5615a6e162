#pragma once

#include "core/edit/edit.hpp"
#include "core/volume/connected.hpp"

/// A selection is a volume: white voxels where something is selected. These functions change a
/// selection by what they find in a layer, and return how many voxels are selected afterwards.
namespace goxel::edit {

enum class SelectOp { Set, Add, Sub };

/// The voxels of a layer inside a box.
std::int64_t select_box(Volume& selection, const Volume& layer, const IBox& box, SelectOp op);

/// The voxels of about one colour: the largest channel difference is at most `tolerance`.
std::int64_t select_color(Volume& selection, const Volume& layer, Rgba color, int tolerance,
                          SelectOp op);

struct SelectConnectedOptions {
  IVec3 start;
  int tolerance = 0;  ///< largest channel difference between neighbours; 255 ignores colour
  Connectivity connectivity = Connectivity::Faces;
  SelectOp op = SelectOp::Set;
};

/// The voxels connected to one, step by step between neighbours of about the same colour. Nothing
/// when `start` is empty. Fails with LimitExceeded past limits.voxels_per_edit; the selection is
/// then as before.
Result<std::int64_t> select_connected(Volume& selection, const Volume& layer,
                                      const SelectConnectedOptions& options, const Scope& scope);

}  // namespace goxel::edit
