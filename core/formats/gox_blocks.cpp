#include "core/formats/gox_blocks.hpp"

#include "core/base/str_cat.hpp"
#include "core/formats/png.hpp"

#include <algorithm>
#include <array>

namespace goxel {

namespace {

using TileVoxels = std::array<Rgba, kTileVoxels>;

/// Copies the part of `block`, whose minimum corner lies at `offset` relative to the tile's, that
/// falls into the tile. Each component of `offset` is -15..15.
void copy_overlap(const TileVoxels& block, IVec3 offset, TileVoxels& tile) {
  const auto first = [&](int axis) { return std::max(0, offset[axis]); };
  const auto end = [&](int axis) { return std::min(kTileSide, offset[axis] + kTileSide); };
  for (int z = first(2); z < end(2); ++z) {
    for (int y = first(1); y < end(1); ++y) {
      const int from = tile_index(first(0) - offset.x, y - offset.y, z - offset.z);
      std::copy_n(block.begin() + from, end(0) - first(0),
                  tile.begin() + tile_index(first(0), y, z));
    }
  }
}

}  // namespace

Result<void> GoxBlocks::add(const GoxChunk& chunk) {
  auto picture = read_png(chunk.content, kGoxBlockPicture);
  if (!picture) {
    return Error{ErrorCode::FormatError, str_cat("gox file: block ", blocks_.size(), " at byte ",
                                                 chunk.offset, ": ", picture.error().message)}
        .with("offset", static_cast<std::int64_t>(chunk.offset));
  }
  Tile tile;
  tile.assign(std::span<const Rgba, kTileVoxels>(picture->pixels));
  GOXEL_TRY(budget_.charge(static_cast<std::int64_t>(tile.size_bytes())));
  blocks_.push_back(CowPtr<Tile>::make(std::move(tile)));
  return {};
}

Result<GoxBlocks::Reference> GoxBlocks::read_reference(ByteReader& reader,
                                                       std::int32_t version) const {
  GOXEL_ASSIGN(const std::uint32_t block, reader.u32());
  if (block >= blocks_.size()) {
    return reader.fail(str_cat("layer uses block ", static_cast<std::int32_t>(block), " of the ",
                               blocks_.size(), " before it,"));
  }
  LVec3 corner;
  for (int axis = 0; axis < 3; ++axis) {
    GOXEL_ASSIGN(const std::int32_t coordinate, reader.i32());
    corner[axis] = coordinate - (version == 1 ? 8LL : 0LL);
  }
  GOXEL_TRY(reader.u32());
  constexpr LVec3 kToLast{kTileSide - 1, kTileSide - 1, kTileSide - 1};
  if (!is_voxel_position(corner) || !is_voxel_position(corner + kToLast)) {
    return reader.fail("block outside the 32-bit coordinates ends");
  }
  return Reference{block, to_voxel(corner)};
}

Result<void> GoxBlocks::charge_node(const Volume& volume, TileCoord coord) {
  const TileCoord node = Volume::node_of(coord);
  if (last_node_ == node) return {};
  last_node_ = node;
  if (volume.nodes() != nullptr && volume.nodes()->contains(node)) return {};
  return budget_.charge(MemoryBudget::kNodeBytes);
}

Result<void> GoxBlocks::place_aligned(Volume& volume, const Reference& reference) {
  const TileCoord coord = TileCoord::of(reference.corner);
  GOXEL_TRY(charge_node(volume, coord));
  copied_.erase(coord);
  volume.set_tile(coord, blocks_[reference.block]);
  return {};
}

Result<void> GoxBlocks::place_unaligned(Volume& volume, const Reference& reference) {
  voxels_left_ -= kTileVoxels;
  if (voxels_left_ < 0) {
    return Error{ErrorCode::LimitExceeded,
                 str_cat("gox file: blocks off the grid of 16 hold more than ",
                         limits_.voxels_per_edit, " voxels, the limit")}
        .with("limit", "voxels_per_edit")
        .with("maximum", limits_.voxels_per_edit);
  }
  TileVoxels block;
  blocks_[reference.block]->copy_to(block);
  const TileCoord first = TileCoord::of(reference.corner);
  for (int corner = 0; corner < 8; ++corner) {
    const TileCoord coord{first.x + (corner & 1), first.y + (corner >> 1 & 1),
                          first.z + (corner >> 2)};
    // In 64 bits: the tile after the last one begins past the last coordinate.
    const auto offset = [](std::int32_t at, std::int32_t tile) {
      return static_cast<std::int32_t>(at - std::int64_t{tile} * kTileSide);
    };
    const IVec3 relative{offset(reference.corner.x, coord.x), offset(reference.corner.y, coord.y),
                         offset(reference.corner.z, coord.z)};
    if (std::min({relative.x, relative.y, relative.z}) <= -kTileSide) continue;
    GOXEL_TRY(charge_node(volume, coord));
    if (copied_.insert(coord).second) GOXEL_TRY(budget_.charge(MemoryBudget::kDenseTileBytes));
    volume.edit_tile(coord, [&](Tile& tile) {
      TileVoxels voxels;
      tile.copy_to(voxels);
      copy_overlap(block, relative, voxels);
      tile.assign(voxels);
    });
  }
  return {};
}

Result<Volume> GoxBlocks::read_volume(ByteReader& reader, std::int32_t version) {
  GOXEL_ASSIGN(const std::uint32_t count, reader.u32());
  if (count > reader.remaining() / kGoxReferenceBytes) {
    return reader.fail(str_cat("layer of ", count, " blocks, where its chunk has ",
                               reader.remaining(), " bytes left,"));
  }
  copied_.clear();
  last_node_.reset();
  Volume volume;
  for (std::uint32_t i = 0; i < count; ++i) {
    GOXEL_ASSIGN(const Reference reference, read_reference(reader, version));
    const IVec3 c = reference.corner;
    if (((c.x | c.y | c.z) & (kTileSide - 1)) == 0) {
      GOXEL_TRY(place_aligned(volume, reference));
    } else {
      GOXEL_TRY(place_unaligned(volume, reference));
    }
  }
  return volume;
}

}  // namespace goxel
