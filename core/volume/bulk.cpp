#include "core/volume/bulk.hpp"

#include "core/base/str_cat.hpp"
#include "core/volume/region.hpp"

#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <utility>
#include <vector>

namespace goxel {

namespace {

/// A voxel as two words: x and y, z and the colour, the first in the lower half.
struct Record {
  std::uint64_t xy;
  std::uint64_t z_and_color;

  IVec3 position() const {
    return {static_cast<std::int32_t>(xy), static_cast<std::int32_t>(xy >> 32),
            static_cast<std::int32_t>(z_and_color)};
  }
  Rgba color() const { return std::bit_cast<Rgba>(static_cast<std::uint32_t>(z_and_color >> 32)); }
  std::uint16_t index_in_tile() const {
    return static_cast<std::uint16_t>((xy & 15) | (xy >> 32 & 15) << 4 | (z_and_color & 15) << 8);
  }
  bool is_in_tile_of(const Record& other) const {
    constexpr std::uint64_t kTileOfZ = 0xFFFF'FFF0;
    constexpr std::uint64_t kTileOfXy = kTileOfZ << 32 | kTileOfZ;
    return (((xy ^ other.xy) & kTileOfXy) | ((z_and_color ^ other.z_and_color) & kTileOfZ)) == 0;
  }
};
static_assert(sizeof(Record) == sizeof(Voxel));

/// Packed records at any alignment.
class Records {
 public:
  explicit Records(ByteView bytes) : bytes_(bytes.data()), count_(bytes.size() / sizeof(Record)) {
    GOXEL_CHECK(count_ < std::numeric_limits<std::uint32_t>::max());
  }
  std::size_t size() const { return count_; }
  Record operator[](std::size_t i) const {
    Record record;
    std::memcpy(&record, bytes_ + i * sizeof record, sizeof record);
    return record;
  }

 private:
  const std::uint8_t* bytes_;
  std::size_t count_;
};

constexpr std::uint32_t kNone = 0xFFFFFFFF;

/// A tile that voxels are written to.
struct Target {
  TileCoord coord;
  std::uint32_t count = 0;  ///< of its cells
  std::uint32_t last_cell = kNone;
  CowPtr<Tile> tile = {};  ///< once it is open
  Rgba* voxels = nullptr;  ///< of `tile`
};

/// Finds targets by their tile: open addressing, at most half full. Which tiles meet depends on
/// where the table happens to be in memory, so that no list can be made whose tiles all do; the
/// order of targets does not depend on it.
class Targets {
 public:
  Targets() {
    std::uint64_t state = reinterpret_cast<std::uintptr_t>(this);
    for (std::uint64_t& key : keys_) {
      state += 0x9E3779B97F4A7C15;
      key = (state ^ state >> 31) * 0xBF58476D1CE4E5B9;
      key = (key ^ key >> 29) | 1;
    }
  }
  Target& at(TileCoord coord) {
    if (2 * (targets_.size() + 1) > table_.size()) grow();
    std::uint32_t& entry = find(coord);
    if (entry == kNone) {
      entry = static_cast<std::uint32_t>(targets_.size());
      targets_.push_back({.coord = coord});
    }
    return targets_[entry];
  }
  std::vector<Target>& all() { return targets_; }  ///< in order of first use

 private:
  /// Multiply-add with random keys, of which the top bits are universal (Dietzfelbinger 1996).
  std::uint64_t hash(TileCoord c) const {
    return (static_cast<std::uint32_t>(c.x) * keys_[0] +
            static_cast<std::uint32_t>(c.y) * keys_[1] +
            static_cast<std::uint32_t>(c.z) * keys_[2] + keys_[3]) >>
           32;
  }

  std::uint32_t& find(TileCoord coord) {
    const std::size_t wrap = table_.size() - 1;
    std::size_t i = hash(coord) & wrap;
    while (table_[i] != kNone && targets_[table_[i]].coord != coord) i = (i + 1) & wrap;
    return table_[i];
  }

  void grow() {
    table_.assign(table_.empty() ? 64 : table_.size() * 4, kNone);
    for (std::uint32_t n = 0; n < targets_.size(); ++n) find(targets_[n].coord) = n;
  }

  std::array<std::uint64_t, 4> keys_{};
  std::vector<Target> targets_;
  std::vector<std::uint32_t> table_;
};

Rgba stored(Rgba color) { return color.is_empty() ? kEmpty : color; }

/// Writes records in one pass. What a tile gets waits in a chain of cells; a tile that gets many is
/// opened, and then takes their colours at once.
class BulkWriter {
 public:
  explicit BulkWriter(Volume& volume) : volume_(volume) {}

  /// Returns how many voxels differ.
  std::int64_t write(const Records& records) {
    for (std::size_t i = 0; i < records.size();) {
      Target& target = targets_.at(TileCoord::of(records[i].position()));
      if (target.voxels == nullptr && target.count == kDenseCells) open(target);
      i = target.voxels != nullptr ? write_run(records, i, target.voxels)
                                   : keep_run(records, i, target);
    }
    std::int64_t changed = 0;
    for (Target& target : targets_.all()) changed += settle(target);
    return changed;
  }

 private:
  /// Fewer are written one by one as quickly as a tile is looked through.
  static constexpr std::uint32_t kDenseCells = 256;

  /// A write that waits.
  struct Cell {
    Rgba color;
    std::uint32_t previous;  ///< of the same tile
    std::uint16_t index;
  };

  // Both take the records that are in the tile of number `begin`, and return where those end.
  // Lists are mostly rows of a volume, so that a run is sixteen voxels.

  /// Takes the records by value: a colour is bytes, which might alias them.
  static std::size_t write_run(Records records, std::size_t begin, Rgba* voxels) {
    const Record first = records[begin];
    std::size_t i = begin;
    for (; i < records.size(); ++i) {
      const Record record = records[i];
      if (!record.is_in_tile_of(first)) break;
      voxels[record.index_in_tile()] = record.color();
    }
    return i;
  }

  /// Ends, too, when the tile has enough to be opened.
  std::size_t keep_run(Records records, std::size_t begin, Target& target) {
    const Record first = records[begin];
    std::size_t i = begin;
    for (; i < records.size() && target.count < kDenseCells; ++i, ++target.count) {
      const Record record = records[i];
      if (!record.is_in_tile_of(first)) break;
      const std::uint32_t previous = std::exchange(target.last_cell, cell_count());
      cells_.push_back({stored(record.color()), previous, record.index_in_tile()});
    }
    return i;
  }

  std::uint32_t cell_count() const { return static_cast<std::uint32_t>(cells_.size()); }

  /// Calls `visit(index, color)` for each place that cells of `target` write to, with what stays
  /// there: from the last to the first, and each place once.
  template <class Visit>
  void for_each_place(const Target& target, Visit&& visit) const {
    TileMask done;
    for (std::uint32_t c = target.last_cell; c != kNone; c = cells_[c].previous) {
      const Cell& cell = cells_[c];
      if (done.test(cell.index)) continue;
      done.set(cell.index);
      visit(cell.index, cell.color);
    }
  }

  void open(Target& target) {
    target.tile = volume_.share_tile(target.coord);
    if (!target.tile) target.tile = CowPtr<Tile>::make();
    target.voxels = target.tile.write().open_voxels().data();
    for_each_place(target, [&](int index, Rgba color) { target.voxels[index] = color; });
  }

  int settle(Target& target) {
    if (target.voxels != nullptr) return replace_tile(target);
    int changed = 0;
    volume_.edit_tile(target.coord, [&](Tile& tile) {
      for_each_place(target, [&](int index, Rgba color) {
        if (tile.at(index) == color) return;
        tile.set(index, color);
        ++changed;
      });
    });
    return changed;
  }

  int replace_tile(Target& target) {
    Tile& tile = target.tile.write();
    tile.settle();
    const Tile* const before = volume_.find_tile(target.coord);
    const int changed = before != nullptr ? tile.count_differing(*before) : tile.voxel_count();
    if (changed != 0) volume_.set_tile(target.coord, std::move(target.tile));
    return changed;
  }

  Volume& volume_;
  Targets targets_;
  std::vector<Cell> cells_;
};

}  // namespace

std::int64_t set_voxels(Volume& volume, std::span<const Voxel> voxels) {
  const auto* const bytes = reinterpret_cast<const std::uint8_t*>(voxels.data());
  return BulkWriter(volume).write(Records({bytes, voxels.size_bytes()}));
}

Result<std::int64_t> set_packed_voxels(Volume& volume, ByteView records) {
  if (records.size() % sizeof(Voxel) != 0) {
    return Error{ErrorCode::InvalidParams, str_cat("packed voxels are ", records.size(),
                                                   " bytes; records are 16 bytes each")};
  }
  return BulkWriter(volume).write(Records(records));
}

std::int64_t set_dense_box(Volume& volume, const IBox& box, std::span<const Rgba> colors) {
  GOXEL_CHECK(IBox::everything().contains(box));
  GOXEL_CHECK(voxel_volume(box) == static_cast<std::int64_t>(colors.size()));
  const LVec3 size = box.size();
  std::int64_t changed = 0;
  for_each_tile_of_box(box, [&](TileCoord coord, const TileMask& mask) {
    const LVec3 corner = to_long(coord.min_corner()) - box.min;
    volume.edit_tile(coord, [&](Tile& tile) {
      tile.edit_voxels([&](std::span<Rgba, kTileVoxels> voxels) {
        mask.for_each([&](int i) {
          const LVec3 p = corner + LVec3{i & 15, i >> 4 & 15, i >> 8};
          const Rgba color =
              stored(colors[static_cast<std::size_t>((p.z * size.y + p.y) * size.x + p.x)]);
          Rgba& voxel = voxels[static_cast<std::size_t>(i)];
          changed += voxel != color;
          voxel = color;
        });
      });
    });
  });
  return changed;
}

}  // namespace goxel
