#pragma once

#include "core/formats/codec.hpp"
#include "core/formats/model_parts.hpp"

#include <span>
#include <vector>

namespace goxel {

/// The longest side of a MagicaVoxel model.
inline constexpr std::int64_t kMaxVoxModelSide = 256;

/// A grid of at most 256 voxels a side, as the file holds it.
struct VoxPiece {
  std::size_t part = 0;  ///< index of the ModelPart it belongs to
  IVec3 min;             ///< where its first corner is
  IVec3 size;            ///< tight around its voxels
  Bytes voxels;          ///< 4 bytes each: x, y, z from `min`, and the index of the colour
};

/// Cuts parts into pieces along a grid of 256 from each part's first corner, so that a part that
/// fits is one piece; empty cells give none. Pieces come part by part, and by z, y, x. Colours
/// become the nearest of `palette` (1 to 255), numbered from 1.
///
/// LimitExceeded when there would be more than limits.layers pieces, as the reader makes a layer of
/// each, or more bytes of voxels than limits.file_bytes or 2^31 - 1. About 15 ns a voxel.
Result<std::vector<VoxPiece>> cut_into_pieces(std::span<const ModelPart> parts,
                                              std::span<const Rgba> palette, const Limits& limits);

}  // namespace goxel
