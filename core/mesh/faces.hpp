#pragma once

#include "core/volume/volume.hpp"

#include <array>
#include <cstdint>

/// Surfaces of volumes as polygons. Pure functions of a snapshot.
namespace goxel::mesh {

/// The directions in which a voxel has a face, in the order in which faces are listed.
enum class Side : std::uint8_t { NegX, PosX, NegY, PosY, NegZ, PosZ };
inline constexpr std::size_t kSides = 6;

/// For each side, in the order of Side: the voxels of a tile that show it.
using TileFaces = std::array<TileMask, kSides>;

/// The faces that the voxels of one tile show: a voxel shows a side when its neighbour there, in
/// this tile or the next, is empty. `tile` is the one that `volume` has at `coord`. Tiles do not
/// depend on each other, so any threads may work on them at once. About 1 us, whatever it holds.
TileFaces visible_faces(const Volume& volume, TileCoord coord, const Tile& tile);

/// How many faces a volume shows. O(tiles).
std::int64_t visible_face_count(const Volume& volume);

}  // namespace goxel::mesh
