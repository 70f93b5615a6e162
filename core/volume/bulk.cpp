#include "core/volume/bulk.hpp"

#include "core/base/str_cat.hpp"
#include "core/volume/region.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <limits>
#include <memory>
#include <utility>
#include <vector>

namespace goxel {

namespace {

/// From this many records on, a tile's colours are written plainly and looked through once.
constexpr std::size_t kDenseRecords = 512;

/// Packed records at any alignment.
class Records {
 public:
  explicit Records(ByteView bytes) : bytes_(bytes.data()), count_(bytes.size() / sizeof(Voxel)) {
    GOXEL_CHECK(count_ <= std::numeric_limits<std::uint32_t>::max());
  }
  std::uint32_t size() const { return static_cast<std::uint32_t>(count_); }
  Voxel operator[](std::size_t i) const {
    Voxel voxel;
    std::memcpy(&voxel, bytes_ + i * sizeof(Voxel), sizeof voxel);
    return voxel;
  }

 private:
  const std::uint8_t* bytes_;
  std::size_t count_;
};

/// Numbers tiles 0, 1, 2... in order of first use: open addressing, at most half full.
class TileNumbers {
 public:
  std::uint32_t number_of(TileCoord coord) {
    if (!tiles_.empty() && tiles_[last_] == coord) return last_;
    if (2 * (tiles_.size() + 1) > table_.size()) grow();
    std::uint32_t& entry = find(coord);
    if (entry == kFree) {
      entry = static_cast<std::uint32_t>(tiles_.size());
      tiles_.push_back(coord);
    }
    return last_ = entry;
  }
  const std::vector<TileCoord>& tiles() const { return tiles_; }

 private:
  static constexpr std::uint32_t kFree = 0xFFFFFFFF;

  static std::uint64_t hash(TileCoord c) {
    // Odd multipliers spread neighbours over the table; the top bits are the mixed ones.
    const std::uint64_t mixed = static_cast<std::uint32_t>(c.x) * 0x9E3779B97F4A7C15U ^
                                static_cast<std::uint32_t>(c.y) * 0xC2B2AE3D27D4EB4FU ^
                                static_cast<std::uint32_t>(c.z) * 0x165667B19E3779F9U;
    return (mixed ^ mixed >> 29) * 0xBF58476D1CE4E5B9U >> 32;
  }

  std::uint32_t& find(TileCoord coord) {
    const std::size_t wrap = table_.size() - 1;
    std::size_t i = hash(coord) & wrap;
    while (table_[i] != kFree && tiles_[table_[i]] != coord) i = (i + 1) & wrap;
    return table_[i];
  }

  void grow() {
    table_.assign(table_.empty() ? 64 : table_.size() * 4, kFree);
    for (std::uint32_t n = 0; n < tiles_.size(); ++n) find(tiles_[n]) = n;
  }

  std::vector<TileCoord> tiles_;
  std::vector<std::uint32_t> table_;
  std::uint32_t last_ = 0;
};

Rgba stored(Rgba color) { return color.is_empty() ? kEmpty : color; }

/// One write within a known tile. Trivial to make, so that many are not filled before.
struct Cell {
  std::uint32_t color_word;
  std::uint16_t index;

  Rgba color() const { return std::bit_cast<Rgba>(color_word); }
};

/// Records by tile: in order for each tile, and the tiles in order of first use.
class CellsByTile {
 public:
  explicit CellsByTile(const Records& records)
      : cells_(std::make_unique_for_overwrite<Cell[]>(records.size())) {
    const std::vector<Run> runs = find_runs(records);
    ends_.resize(tiles().size());
    for_each_run(runs, records,
                 [&](Run run, std::size_t end) { ends_[run.tile] += end - run.begin; });
    std::size_t start = 0;
    for (std::size_t& end : ends_) start += std::exchange(end, start);
    for_each_run(runs, records, [&](Run run, std::size_t end) {
      Cell* cell = &cells_[ends_[run.tile]];
      for (std::size_t i = run.begin; i < end; ++i) *cell++ = cell_of(records[i]);
      ends_[run.tile] += end - run.begin;
    });
  }

  const std::vector<TileCoord>& tiles() const { return numbers_.tiles(); }
  std::span<const Cell> of(std::size_t tile) const {
    const std::size_t start = tile == 0 ? 0 : ends_[tile - 1];
    return {&cells_[start], ends_[tile] - start};
  }

 private:
  /// Consecutive records of one tile: until the next run begins.
  struct Run {
    std::uint32_t begin;
    std::uint32_t tile;
  };

  static Cell cell_of(const Voxel& voxel) {
    return {std::bit_cast<std::uint32_t>(stored(voxel.color)),
            static_cast<std::uint16_t>(index_in_tile(voxel.position))};
  }

  std::vector<Run> find_runs(const Records& records) {
    std::vector<Run> runs;
    IVec3 first;
    for (std::uint32_t i = 0; i < records.size(); ++i) {
      const IVec3 p = records[i].position;
      const bool is_in_run = ((p.x ^ first.x) | (p.y ^ first.y) | (p.z ^ first.z)) >> 4 == 0;
      if (is_in_run && i > 0) continue;
      first = p;
      runs.push_back({i, numbers_.number_of(TileCoord::of(p))});
    }
    return runs;
  }

  /// Calls `visit(run, end)` with where each ends.
  template <class Visit>
  static void for_each_run(const std::vector<Run>& runs, const Records& records, Visit&& visit) {
    for (std::size_t r = 0; r < runs.size(); ++r) {
      visit(runs[r], r + 1 < runs.size() ? runs[r + 1].begin : records.size());
    }
  }

  TileNumbers numbers_;
  std::unique_ptr<Cell[]> cells_;
  std::vector<std::size_t> ends_;
};

/// Last to first, so that the write that stays comes first and each voxel is touched once.
int apply_few(Tile& tile, std::span<const Cell> cells) {
  TileMask done;
  int changed = 0;
  for (std::size_t i = cells.size(); i-- > 0;) {
    const Cell& cell = cells[i];
    if (done.test(cell.index)) continue;
    done.set(cell.index);
    if (tile.at(cell.index) == cell.color()) continue;
    tile.set(cell.index, cell.color());
    ++changed;
  }
  return changed;
}

int apply_many(Tile& tile, std::span<const Cell> cells) {
  const bool was_empty = tile.is_empty();
  int changed = 0;
  tile.edit_voxels([&](std::span<Rgba, kTileVoxels> voxels) {
    std::array<Rgba, kTileVoxels> before;  // NOLINT: filled when it is read
    if (!was_empty) std::copy(voxels.begin(), voxels.end(), before.begin());
    for (const Cell& cell : cells) voxels[cell.index] = cell.color();
    if (!was_empty) changed = count_differing(voxels, before);
  });
  return was_empty ? tile.voxel_count() : changed;
}

std::int64_t write_by_tile(Volume& volume, const Records& records) {
  const CellsByTile by_tile(records);
  std::int64_t changed = 0;
  for (std::size_t t = 0; t < by_tile.tiles().size(); ++t) {
    const std::span<const Cell> cells = by_tile.of(t);
    volume.edit_tile(by_tile.tiles()[t], [&](Tile& tile) {
      changed += cells.size() >= kDenseRecords ? apply_many(tile, cells) : apply_few(tile, cells);
    });
  }
  return changed;
}

}  // namespace

std::int64_t set_voxels(Volume& volume, std::span<const Voxel> voxels) {
  return write_by_tile(
      volume, Records({reinterpret_cast<const std::uint8_t*>(voxels.data()), voxels.size_bytes()}));
}

Result<std::int64_t> set_packed_voxels(Volume& volume, ByteView records) {
  if (records.size() % sizeof(Voxel) != 0) {
    return Error{ErrorCode::InvalidParams, str_cat("packed voxels are ", records.size(),
                                                   " bytes; records are 16 bytes each")};
  }
  return write_by_tile(volume, Records(records));
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
