#pragma once

#include "core/base/cow_ptr.hpp"
#include "core/math/box.hpp"
#include "core/volume/tile.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <map>
#include <utility>

namespace goxel {

/// Which tile: the voxel coordinates of its minimum corner divided by 16. Ordered by z, then y,
/// then x.
struct TileCoord {
  std::int32_t x = 0;
  std::int32_t y = 0;
  std::int32_t z = 0;

  /// The tile that holds a voxel.
  static constexpr TileCoord of(IVec3 voxel) { return {voxel.x >> 4, voxel.y >> 4, voxel.z >> 4}; }
  constexpr IVec3 min_corner() const { return {x * kTileSide, y * kTileSide, z * kTileSide}; }
  constexpr IBox box() const {
    const LVec3 corner = to_long(min_corner());
    return {corner, corner + LVec3{kTileSide, kTileSide, kTileSide}};
  }

  friend constexpr bool operator==(TileCoord, TileCoord) = default;
  friend constexpr auto operator<=>(TileCoord a, TileCoord b) {
    if (const auto by_z = a.z <=> b.z; by_z != 0) return by_z;
    if (const auto by_y = a.y <=> b.y; by_y != 0) return by_y;
    return a.x <=> b.x;
  }
};

/// Index of a voxel within its tile.
constexpr int index_in_tile(IVec3 voxel) {
  return tile_index(voxel.x & 15, voxel.y & 15, voxel.z & 15);
}

/// Position of voxel `index` of tile `tile`.
constexpr IVec3 voxel_position(TileCoord tile, int index) {
  return tile.min_corner() + IVec3{index & 15, index >> 4 & 15, index >> 8};
}

/// An unbounded sparse grid of voxels: a map of nodes of 8x8x8 tiles, of tiles of 16x16x16 voxels.
/// Empty tiles are never stored.
///
/// A value with copy-on-write at each level. Copying is O(1); the first write after a copy
/// duplicates one path: the node map (one pointer for each 128^3 voxels in use), one node (512
/// pointers), one tile. A const Volume may be read by any thread; writing is for the thread that
/// owns this object, and copies that others hold do not change.
class Volume {
 public:
  static constexpr int kNodeSide = 8;                                   ///< tiles
  static constexpr int kNodeTiles = kNodeSide * kNodeSide * kNodeSide;  ///< tiles in a node

  struct Node {
    std::array<CowPtr<Tile>, kNodeTiles> tiles;
    int tile_count = 0;
  };
  using NodeMap = std::map<TileCoord, CowPtr<Node>>;  ///< keyed by tile coordinates / 8

  Rgba at(IVec3 position) const;
  /// Alpha 0 erases. For many voxels use VolumeWriter, or edit_tile.
  void set(IVec3 position, Rgba voxel);
  void clear() { *this = Volume(); }

  /// Voxels with alpha above 0. O(1).
  std::int64_t voxel_count() const { return voxel_count_; }
  std::int64_t tile_count() const { return tile_count_; }
  bool is_empty() const { return voxel_count_ == 0; }

  /// The tile, or null where all is empty. Valid until the next write.
  const Tile* find_tile(TileCoord coord) const;
  /// The tile's pointer for sharing, empty where there is none.
  CowPtr<Tile> share_tile(TileCoord coord) const;
  /// Where the tile's pointer is, or null. Valid until the next write.
  const CowPtr<Tile>* find_slot(TileCoord coord) const;
  /// Replaces a whole tile; an empty or null one is removed.
  void set_tile(TileCoord coord, CowPtr<Tile> tile);
  /// Calls `edit(Tile&)` on the tile, made first when missing, and keeps the counts; drops the tile
  /// if it ends empty.
  template <class Edit>
  void edit_tile(TileCoord coord, Edit&& edit) {
    CowPtr<Tile>& slot = slot_for_write(coord);
    const int before = slot->voxel_count();
    edit(slot.write());
    settle(coord, *slot, before);
  }

  /// Calls `visit(TileCoord, const Tile&)` for every tile, node by node in TileCoord order, and
  /// within a node in TileCoord order: an order that depends on content alone, not on history.
  template <class Visit>
  void for_each_tile(Visit&& visit) const {
    if (!nodes_) return;
    for (const auto& [node_coord, node] : *nodes_) {
      for (int i = 0; i < kNodeTiles; ++i) {
        if (const Tile* tile = node->tiles[static_cast<std::size_t>(i)].get()) {
          visit(tile_coord(node_coord, i), *tile);
        }
      }
    }
  }
  /// Calls `visit(IVec3, Rgba)` for every voxel with alpha above 0, in the order of for_each_tile,
  /// and within a tile x fastest, then y, then z.
  template <class Visit>
  void for_each_voxel(Visit&& visit) const {
    for_each_tile([&](TileCoord coord, const Tile& tile) {
      tile.mask().for_each([&](int i) { visit(voxel_position(coord, i), tile.at(i)); });
    });
  }

  /// The nodes, for readers that walk the tree level by level. Null when nothing was ever stored.
  const NodeMap* nodes() const { return nodes_.get(); }

  static constexpr TileCoord node_of(TileCoord c) { return {c.x >> 3, c.y >> 3, c.z >> 3}; }
  static constexpr int slot_of(TileCoord c) { return (c.x & 7) | (c.y & 7) << 3 | (c.z & 7) << 6; }
  static constexpr TileCoord tile_coord(TileCoord node, int slot) {
    return {node.x * kNodeSide + (slot & 7), node.y * kNodeSide + (slot >> 3 & 7),
            node.z * kNodeSide + (slot >> 6)};
  }

  /// Tiles that other volumes share with this one. O(nodes).
  std::int64_t shared_tile_count() const;
  /// Bytes of the structure as if nothing were shared. O(tiles).
  std::size_t size_bytes() const;
  /// Equal for volumes of equal voxels; the same on every machine. O(tiles) of 16 KiB.
  std::uint64_t content_hash() const;

  /// True when both share their whole storage, which is then equal; O(1). Equal volumes may also be
  /// stored apart.
  bool shares_storage_with(const Volume& other) const { return nodes_ == other.nodes_; }
  /// Compares voxels; shared nodes and tiles are not looked into.
  friend bool operator==(const Volume& a, const Volume& b);

 private:
  friend class VolumeWriter;

  Node& node_for_write(TileCoord coord);
  /// The slot of a tile that exists, made when missing. The caller must call settle() after the
  /// write.
  CowPtr<Tile>& slot_for_write(TileCoord coord);
  /// Brings the counts up to date after a write to `tile`, and drops it when it became empty.
  void settle(TileCoord coord, const Tile& tile, int count_before);
  void drop_tile(TileCoord coord);

  CowPtr<NodeMap> nodes_;
  std::int64_t voxel_count_ = 0;
  std::int64_t tile_count_ = 0;
};

/// Reads voxels of one volume, remembering the last tile: cheap when neighbours are read one after
/// another. The volume must outlive the reader and not be written meanwhile. Owned by one thread.
class VolumeReader {
 public:
  explicit VolumeReader(const Volume& volume) : volume_(&volume) {}

  Rgba at(IVec3 position) {
    const TileCoord coord = TileCoord::of(position);
    if (coord != coord_ || !is_valid_) {
      coord_ = coord;
      tile_ = volume_->find_tile(coord);
      is_valid_ = true;
    }
    return tile_ != nullptr ? tile_->at(index_in_tile(position)) : kEmpty;
  }

 private:
  const Volume* volume_;
  const Tile* tile_ = nullptr;
  TileCoord coord_;
  bool is_valid_ = false;
};

/// Writes voxels of one volume, remembering the last tile. Nothing else may touch the volume while
/// the writer lives; the volume's counts hold again when it is destroyed. Owned by one thread.
class VolumeWriter {
 public:
  explicit VolumeWriter(Volume& volume) : volume_(volume) {}
  VolumeWriter(const VolumeWriter&) = delete;
  VolumeWriter& operator=(const VolumeWriter&) = delete;
  ~VolumeWriter() { leave_tile(); }

  void set(IVec3 position, Rgba voxel) {
    const TileCoord coord = TileCoord::of(position);
    if (tile_ == nullptr || coord != coord_) {
      leave_tile();
      // Erasing where there is no tile must not make one.
      if (voxel.is_empty() && volume_.find_tile(coord) == nullptr) return;
      enter_tile(coord);
    }
    tile_->set(index_in_tile(position), voxel);
  }

  /// Makes the volume's counts hold now, so that it may be used before the writer ends.
  void flush() { leave_tile(); }

 private:
  void enter_tile(TileCoord coord);
  void leave_tile();

  Volume& volume_;
  Tile* tile_ = nullptr;
  TileCoord coord_;
  int count_before_ = 0;
};

}  // namespace goxel
