#pragma once

#include "core/volume/volume.hpp"

#include <cstddef>
#include <functional>
#include <unordered_map>
#include <utility>

namespace goxel {

/// Edits tiles of one volume during one operation so that tiles which were one stay one: a tile
/// that many places share is edited once, and they share the result too. Without it an edit of a
/// tile repeated a million times would store a million copies.
///
/// Lives as long as the operation, and keeps alive the tiles it has seen. Owned by one thread.
class SharedEdit {
 public:
  static constexpr std::size_t kMaxResults = 1 << 16;  ///< further ones are not remembered

  explicit SharedEdit(Volume& volume) : volume_(volume) {}

  /// Calls `edit(Tile&)` on a tile that exists, or puts its earlier result there. The result must
  /// depend on nothing but the tile and `source`; tiles of one volume all have the same `source`,
  /// or each a pointer that lives as long as this.
  template <class Edit>
  void edit_tile(TileCoord coord, const Tile* source, Edit&& edit) {
    const CowPtr<Tile>* slot = volume_.find_slot(coord);
    GOXEL_ASSERT(slot != nullptr);
    if (slot->is_unique()) return volume_.edit_tile(coord, edit);
    const auto found = results_.find({slot->get(), source});
    if (found != results_.end()) return volume_.set_tile(coord, found->second.after);
    CowPtr<Tile> before = *slot;
    CowPtr<Tile> after = before;
    edit(after.write());
    if (results_.size() < kMaxResults)
      results_.emplace(Key{before.get(), source}, Result{before, after});
    volume_.set_tile(coord, std::move(after));
  }

 private:
  using Key = std::pair<const Tile*, const Tile*>;
  struct KeyHash {
    std::size_t operator()(const Key& key) const {
      const std::hash<const Tile*> hash;
      return hash(key.first) * 0x9E3779B97F4A7C15U ^ hash(key.second);
    }
  };
  struct Result {
    CowPtr<Tile> before;  ///< kept, so that no other tile takes its address
    CowPtr<Tile> after;
  };

  Volume& volume_;
  std::unordered_map<Key, Result, KeyHash> results_;
};

}  // namespace goxel
