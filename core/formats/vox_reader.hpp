#pragma once

#include "core/formats/codec.hpp"

namespace goxel {

/// Reads a MagicaVoxel file, versions 150 to 200: one layer for each shape of the scene graph,
/// bottom first in the graph's order; a model that several shapes use is placed several times.
/// Without a graph, one layer for each model.
///
/// A model turns about its middle: voxel p of a model of `size` comes to floor(R (p + 0.5 -
/// floor(size / 2)) + t), where R and t are the product of the transforms above its shape. Layers
/// are named after the transform right above the shape, and hidden when a transform above it, or
/// the MagicaVoxel layer of one, is. Colours come solid. The image box is that of the visible
/// voxels.
///
/// FormatError with the offset for damaged content, and for a graph that is not a tree from node 0.
/// LimitExceeded past limits.layers, limits.voxels_per_edit (voxels times uses) or
/// limits.session_bytes. About 15 ns a voxel.
Result<Loaded> read_vox(ByteView file, const Limits& limits);

}  // namespace goxel
