#include "core/volume/mask_flood.hpp"

#include "core/volume/region.hpp"

#include <algorithm>
#include <deque>
#include <unordered_map>

namespace goxel {

namespace {

/// Bits of a word, four rows of sixteen, whose voxels have the lowest or the highest x.
constexpr std::uint64_t kFirstInRow = 0x0001'0001'0001'0001;
constexpr std::uint64_t kLastInRow = kFirstInRow << 15;
constexpr int kWordsOfLayer = 4;  ///< of one z

/// A mask moved by one voxel along x, y or z, without what leaves the tile.
TileMask moved_up(const TileMask& mask, int axis) {
  TileMask result;
  for (std::size_t w = 0; w < TileMask::kWords; ++w) {
    if (axis == 0) {
      result.words[w] = (mask.words[w] & ~kLastInRow) << 1;
    } else if (axis == 1) {
      const bool is_first = w % kWordsOfLayer == 0;
      result.words[w] = mask.words[w] << 16 | (is_first ? 0 : mask.words[w - 1] >> 48);
    } else if (w >= kWordsOfLayer) {
      result.words[w] = mask.words[w - kWordsOfLayer];
    }
  }
  return result;
}

TileMask moved_down(const TileMask& mask, int axis) {
  TileMask result;
  for (std::size_t w = 0; w < TileMask::kWords; ++w) {
    if (axis == 0) {
      result.words[w] = (mask.words[w] & ~kFirstInRow) >> 1;
    } else if (axis == 1) {
      const bool is_last = w % kWordsOfLayer == kWordsOfLayer - 1;
      result.words[w] = mask.words[w] >> 16 | (is_last ? 0 : mask.words[w + 1] << 48);
    } else if (w + kWordsOfLayer < TileMask::kWords) {
      result.words[w] = mask.words[w + kWordsOfLayer];
    }
  }
  return result;
}

/// What a step of `direction` (1 or -1) along an axis takes into the neighbour tile, in its place
/// there.
TileMask carried(const TileMask& mask, int axis, int direction) {
  TileMask result;
  constexpr std::size_t kLastLayer = TileMask::kWords - kWordsOfLayer;
  for (std::size_t w = 0; w < TileMask::kWords; ++w) {
    const std::uint64_t word = mask.words[w];
    if (axis == 0) {
      result.words[w] = direction > 0 ? (word & kLastInRow) >> 15 : (word & kFirstInRow) << 15;
    } else if (axis == 1 && direction > 0 && w % kWordsOfLayer == kWordsOfLayer - 1) {
      result.words[w - (kWordsOfLayer - 1)] = word >> 48;
    } else if (axis == 1 && direction < 0 && w % kWordsOfLayer == 0) {
      result.words[w + (kWordsOfLayer - 1)] = word << 48;
    } else if (axis == 2 && direction > 0 && w >= kLastLayer) {
      result.words[w - kLastLayer] = word;
    } else if (axis == 2 && direction < 0 && w < kWordsOfLayer) {
      result.words[w + kLastLayer] = word;
    }
  }
  return result;
}

/// A mask and its neighbours along one axis.
TileMask widened(const TileMask& mask, int axis) {
  return mask | moved_up(mask, axis) | moved_down(mask, axis);
}

/// A mask and its neighbours inside the tile, by steps along at most `axes_moved` of the axes that
/// `free` names at once.
TileMask spread(const TileMask& mask, unsigned free, int axes_moved) {
  if (axes_moved == 0) return mask;
  TileMask result = mask;
  for (int axis = 0; axis < 3; ++axis) {
    if ((free >> axis & 1U) == 0) continue;
    // The remaining steps go along higher axes, so that each pair is taken once.
    const unsigned higher = free & ~((2U << axis) - 1);
    result |= spread(widened(mask, axis), higher, axes_moved - 1);
  }
  return result;
}

/// How many coordinates may change in one step.
int axes_moved(Connectivity connectivity) {
  return connectivity == Connectivity::Faces ? 1 : connectivity == Connectivity::Edges ? 2 : 3;
}

/// What `mask` reaches in one step in the neighbour tile at `offset`, each coordinate -1, 0 or 1.
TileMask spill(TileMask mask, IVec3 offset, int axes_moved) {
  unsigned free = 0;
  for (int axis = 0; axis < 3; ++axis) {
    if (offset[axis] == 0) {
      free |= 1U << axis;
    } else {
      mask = carried(mask, axis, offset[axis]);
      --axes_moved;
    }
  }
  return mask.is_empty() ? mask : spread(mask, free, axes_moved);
}

struct Hash {
  std::size_t operator()(TileCoord c) const {
    return static_cast<std::uint32_t>(c.x) * 0x9E3779B97F4A7C15U ^
           static_cast<std::uint32_t>(c.y) * 0xC2B2AE3D27D4EB4FU ^
           static_cast<std::uint32_t>(c.z) * 0x165667B19E3779F9U;
  }
};

class MaskFlood {
 public:
  MaskFlood(const FloodOptions& options, const FloodGround& ground)
      : options_(options), ground_(ground), axes_moved_(axes_moved(options.connectivity)) {}

  Result<VoxelSet> run(IVec3 start, Progress& progress) {
    VoxelSet reached;
    if (!options_.box.contains(start)) return reached;
    TileMask first;
    first.set(index_in_tile(start));
    Place& place = place_of(TileCoord::of(start));
    place.open |= first;
    enter(TileCoord::of(start), place, first);
    while (!queue_.empty()) {
      if (progress.is_stop_requested()) return Error{ErrorCode::Cancelled, "the flood was stopped"};
      const TileCoord coord = queue_.front();
      queue_.pop_front();
      grow(coord, places_.find(coord)->second);
      if (count_ > options_.max_voxels) return flood_too_large(options_.max_voxels);
    }
    for (const auto& [coord, done] : places_) reached.insert(coord, done.reached);
    return reached;
  }

 private:
  struct Place {
    TileMask open;     ///< ground not reached yet
    TileMask entered;  ///< of it, what was reached but has not spread yet
    TileMask reached;
  };

  /// Whether a tile lies in the coordinate range and touches the box.
  bool may_hold(TileCoord coord) const {
    constexpr std::int32_t kEnd = 1 << 27;
    const auto is_tile = [](std::int32_t c) { return c >= -kEnd && c < kEnd; };
    return is_tile(coord.x) && is_tile(coord.y) && is_tile(coord.z) &&
           !intersection(coord.box(), options_.box).is_empty();
  }

  Place& place_of(TileCoord coord) {
    const auto [found, is_new] = places_.try_emplace(coord);
    if (is_new) found->second.open = ground_(coord) & mask_in_tile(coord, options_.box);
    return found->second;
  }

  void enter(TileCoord coord, Place& place, const TileMask& mask) {
    const TileMask entered = mask & place.open;
    if (entered.is_empty()) return;
    if (place.entered.is_empty()) queue_.push_back(coord);
    place.entered |= entered;
  }

  /// Spreads what was entered as far as it goes inside the tile, then into the neighbours.
  void grow(TileCoord coord, Place& place) {
    TileMask grown = place.entered;
    for (bool is_growing = true; is_growing;) {
      const TileMask next = spread(grown, 7, axes_moved_) & place.open;
      is_growing = next != grown;
      grown = next;
    }
    place.entered = {};
    place.open &= ~grown;
    place.reached |= grown;
    count_ += grown.count();
    for (const IVec3 offset : neighbor_offsets(options_.connectivity)) {
      const TileMask spilled = spill(grown, offset, axes_moved_);
      const TileCoord next{coord.x + offset.x, coord.y + offset.y, coord.z + offset.z};
      if (!spilled.is_empty() && may_hold(next)) enter(next, place_of(next), spilled);
    }
  }

  const FloodOptions& options_;
  const FloodGround& ground_;
  int axes_moved_;
  std::unordered_map<TileCoord, Place, Hash> places_;
  std::deque<TileCoord> queue_;
  std::int64_t count_ = 0;
};

}  // namespace

Result<VoxelSet> mask_flood(IVec3 start, const FloodOptions& options, Progress& progress,
                            const FloodGround& ground) {
  return MaskFlood(options, ground).run(start, progress);
}

}  // namespace goxel
