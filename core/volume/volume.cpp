#include "core/volume/volume.hpp"

#include "core/base/assert.hpp"

#include <xxhash.h>

namespace goxel {

Rgba Volume::at(IVec3 position) const {
  const Tile* tile = find_tile(TileCoord::of(position));
  return tile != nullptr ? tile->at(index_in_tile(position)) : kEmpty;
}

void Volume::set(IVec3 position, Rgba voxel) { VolumeWriter(*this).set(position, voxel); }

const CowPtr<Tile>* Volume::find_slot(TileCoord coord) const {
  if (!nodes_) return nullptr;
  const auto node = nodes_->find(node_of(coord));
  if (node == nodes_->end()) return nullptr;
  const CowPtr<Tile>& slot = node->second->tiles[static_cast<std::size_t>(slot_of(coord))];
  return slot ? &slot : nullptr;
}

const Tile* Volume::find_tile(TileCoord coord) const {
  const CowPtr<Tile>* slot = find_slot(coord);
  return slot != nullptr ? slot->get() : nullptr;
}

CowPtr<Tile> Volume::share_tile(TileCoord coord) const {
  const CowPtr<Tile>* slot = find_slot(coord);
  return slot != nullptr ? *slot : CowPtr<Tile>();
}

Volume::Node& Volume::node_for_write(TileCoord coord) {
  if (!nodes_) nodes_ = CowPtr<NodeMap>::make();
  CowPtr<Node>& node = nodes_.write()[node_of(coord)];
  if (!node) node = CowPtr<Node>::make();
  return node.write();
}

CowPtr<Tile>& Volume::slot_for_write(TileCoord coord) {
  Node& node = node_for_write(coord);
  CowPtr<Tile>& slot = node.tiles[static_cast<std::size_t>(slot_of(coord))];
  if (!slot) {
    slot = CowPtr<Tile>::make();
    ++node.tile_count;
    ++tile_count_;
  }
  return slot;
}

void Volume::settle(TileCoord coord, const Tile& tile, int count_before) {
  voxel_count_ += tile.voxel_count() - count_before;
  GOXEL_ASSERT(voxel_count_ >= 0);
  if (tile.is_empty()) drop_tile(coord);
}

void Volume::drop_tile(TileCoord coord) {
  NodeMap& nodes = nodes_.write();
  const auto found = nodes.find(node_of(coord));
  GOXEL_ASSERT(found != nodes.end());
  Node& node = found->second.write();
  node.tiles[static_cast<std::size_t>(slot_of(coord))] = {};
  --tile_count_;
  GOXEL_ASSERT(node.tile_count > 0 && tile_count_ >= 0);
  if (--node.tile_count == 0) nodes.erase(found);
}

void Volume::set_tile(TileCoord coord, CowPtr<Tile> tile) {
  const Tile* old = find_tile(coord);
  if (!tile || tile->is_empty()) {
    if (old == nullptr) return;
    voxel_count_ -= old->voxel_count();
    drop_tile(coord);
    return;
  }
  voxel_count_ += tile->voxel_count() - (old != nullptr ? old->voxel_count() : 0);
  Node& node = node_for_write(coord);
  if (old == nullptr) {
    ++node.tile_count;
    ++tile_count_;
  }
  node.tiles[static_cast<std::size_t>(slot_of(coord))] = std::move(tile);
}

std::int64_t Volume::shared_tile_count() const {
  if (!nodes_) return 0;
  if (!nodes_.is_unique()) return tile_count_;
  std::int64_t count = 0;
  for (const auto& [coord, node] : *nodes_) {
    if (!node.is_unique()) {
      count += node->tile_count;
      continue;
    }
    for (const CowPtr<Tile>& tile : node->tiles) count += tile && !tile.is_unique() ? 1 : 0;
  }
  return count;
}

std::size_t Volume::size_bytes() const {
  std::size_t total = sizeof *this;
  if (nodes_) total += nodes_->size() * (sizeof(Node) + sizeof(NodeMap::value_type));
  for_each_tile([&](TileCoord, const Tile& tile) { total += tile.size_bytes(); });
  return total;
}

std::uint64_t Volume::content_hash() const {
  struct Entry {
    TileCoord coord;
    std::uint32_t padding = 0;
    std::uint64_t hash;
  };
  static_assert(sizeof(Entry) == 24);
  std::uint64_t total = 0;
  for_each_tile([&](TileCoord coord, const Tile& tile) {
    const Entry entry{coord, 0, tile.content_hash()};
    total = XXH3_64bits_withSeed(&entry, sizeof entry, total);
  });
  return total;
}

bool operator==(const Volume& a, const Volume& b) {
  if (a.nodes_ == b.nodes_) return true;
  if (a.voxel_count_ != b.voxel_count_ || a.tile_count_ != b.tile_count_) return false;
  bool same = true;
  a.for_each_tile([&](TileCoord coord, const Tile& tile) {
    if (!same) return;
    const Tile* other = b.find_tile(coord);
    same = other != nullptr && (other == &tile || *other == tile);
  });
  return same;
}

void VolumeWriter::enter_tile(TileCoord coord) {
  CowPtr<Tile>& slot = volume_.slot_for_write(coord);
  count_before_ = slot->voxel_count();
  tile_ = &slot.write();
  coord_ = coord;
}

void VolumeWriter::leave_tile() {
  if (tile_ == nullptr) return;
  volume_.settle(coord_, *tile_, count_before_);
  tile_ = nullptr;
}

}  // namespace goxel
