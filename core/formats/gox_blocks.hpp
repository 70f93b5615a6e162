#pragma once

#include "core/base/bytes.hpp"
#include "core/base/result.hpp"
#include "core/formats/codec.hpp"
#include "core/formats/gox_chunks.hpp"
#include "core/formats/png.hpp"

#include <cstdint>
#include <optional>
#include <set>
#include <vector>

namespace goxel {

/// Of the picture that holds one block.
inline constexpr PngSize kGoxBlockPicture{64, 64};
/// What a layer's list holds for each block.
inline constexpr std::size_t kGoxReferenceBytes = 20;

/// The BL16 chunks of one file, and the volumes built of them. A block is a picture of 64 x 64
/// pixels that holds 16 x 16 x 16 voxels in the order of tile_index(). Owned by one reader.
class GoxBlocks {
 public:
  GoxBlocks(const Limits& limits, MemoryBudget& budget)
      : voxels_left_(limits.voxels_per_edit), limits_(limits), budget_(budget) {}

  /// Decodes the next block; they are numbered from 0 in file order.
  Result<void> add(const GoxChunk& chunk);

  /// Reads a layer's list of block references and builds its volume. A later block replaces all
  /// 4096 voxels of what lies under it. Blocks at multiples of 16 share one tile however often they
  /// are used; others are copied voxel by voxel, at most limits.voxels_per_edit in a file.
  /// FormatError for an unknown block number and for positions outside 32 bits.
  Result<Volume> read_volume(ByteReader& reader, std::int32_t version);

 private:
  struct Reference {
    std::size_t block;
    IVec3 corner;
  };

  Result<Reference> read_reference(ByteReader& reader, std::int32_t version) const;
  Result<void> place_aligned(Volume& volume, const Reference& reference);
  Result<void> place_unaligned(Volume& volume, const Reference& reference);
  Result<void> charge_node(const Volume& volume, TileCoord coord);

  std::vector<CowPtr<Tile>> blocks_;
  std::set<TileCoord> copied_;  ///< tiles of the volume being built that were paid for as its own
  std::optional<TileCoord> last_node_;  ///< of the volume being built, paid for
  std::int64_t voxels_left_;
  const Limits& limits_;
  MemoryBudget& budget_;
};

}  // namespace goxel
