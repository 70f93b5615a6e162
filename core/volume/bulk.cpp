#include "core/volume/bulk.hpp"

#include "core/base/str_cat.hpp"
#include "core/volume/region.hpp"

#include <vector>

namespace goxel {

namespace {

/// From this many records on, a tile is unpacked, written plainly and packed again.
constexpr std::size_t kDenseRecords = 512;

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

/// One write within a known tile.
struct Cell {
  std::uint16_t index;
  Rgba color;
};

/// Last to first, so that the write that stays comes first and each voxel is touched once.
int apply_few(Tile& tile, std::span<const Cell> cells) {
  TileMask done;
  int changed = 0;
  for (std::size_t i = cells.size(); i-- > 0;) {
    const Cell& cell = cells[i];
    if (done.test(cell.index)) continue;
    done.set(cell.index);
    const Rgba color = cell.color.is_empty() ? kEmpty : cell.color;
    if (tile.at(cell.index) == color) continue;
    tile.set(cell.index, color);
    ++changed;
  }
  return changed;
}

int apply_many(Tile& tile, std::span<const Cell> cells) {
  std::array<Rgba, kTileVoxels> voxels;
  tile.copy_to(voxels);
  const auto before = voxels;
  for (const Cell& cell : cells) voxels[cell.index] = cell.color.is_empty() ? kEmpty : cell.color;
  tile.assign(voxels);
  return count_differing(voxels, before);
}

/// `voxel_at(i)` gives the i-th of `count` voxels.
template <class VoxelAt>
std::int64_t write_by_tile(Volume& volume, std::size_t count, VoxelAt&& voxel_at) {
  TileNumbers numbers;
  std::vector<std::uint32_t> tile_of(count);
  std::vector<std::size_t> ends;
  for (std::size_t i = 0; i < count; ++i) {
    tile_of[i] = numbers.number_of(TileCoord::of(voxel_at(i).position));
    if (tile_of[i] == ends.size()) ends.push_back(0);
    ++ends[tile_of[i]];
  }
  std::size_t start = 0;
  for (std::size_t& end : ends) start += std::exchange(end, start);
  std::vector<Cell> cells(count);
  for (std::size_t i = 0; i < count; ++i) {
    const Voxel voxel = voxel_at(i);
    cells[ends[tile_of[i]]++] = {static_cast<std::uint16_t>(index_in_tile(voxel.position)),
                                 voxel.color};
  }
  std::int64_t changed = 0;
  start = 0;
  for (std::size_t t = 0; t < ends.size(); ++t) {
    const auto run = std::span(cells).subspan(start, ends[t] - start);
    start = ends[t];
    volume.edit_tile(numbers.tiles()[t], [&](Tile& tile) {
      changed += run.size() >= kDenseRecords ? apply_many(tile, run) : apply_few(tile, run);
    });
  }
  return changed;
}

}  // namespace

std::int64_t set_voxels(Volume& volume, std::span<const Voxel> voxels) {
  return write_by_tile(volume, voxels.size(), [&](std::size_t i) { return voxels[i]; });
}

Result<std::int64_t> set_packed_voxels(Volume& volume, ByteView records) {
  if (records.size() % sizeof(Voxel) != 0) {
    return Error{ErrorCode::InvalidParams, str_cat("packed voxels are ", records.size(),
                                                   " bytes; records are 16 bytes each")};
  }
  return write_by_tile(volume, records.size() / sizeof(Voxel), [&](std::size_t i) {
    Voxel voxel;
    std::memcpy(&voxel, records.data() + i * sizeof(Voxel), sizeof(Voxel));
    return voxel;
  });
}

std::int64_t set_dense_box(Volume& volume, const IBox& box, std::span<const Rgba> colors) {
  GOXEL_CHECK(IBox::everything().contains(box));
  GOXEL_CHECK(voxel_volume(box) == static_cast<std::int64_t>(colors.size()));
  const LVec3 size = box.size();
  std::int64_t changed = 0;
  for_each_tile_of_box(box, [&](TileCoord coord, const TileMask& mask) {
    const LVec3 corner = to_long(coord.min_corner()) - box.min;
    volume.edit_tile(coord, [&](Tile& tile) {
      std::array<Rgba, kTileVoxels> voxels;
      tile.copy_to(voxels);
      mask.for_each([&](int i) {
        const LVec3 p = corner + LVec3{i & 15, i >> 4 & 15, i >> 8};
        const Rgba given = colors[static_cast<std::size_t>((p.z * size.y + p.y) * size.x + p.x)];
        const Rgba color = given.is_empty() ? kEmpty : given;
        Rgba& voxel = voxels[static_cast<std::size_t>(i)];
        changed += voxel != color;
        voxel = color;
      });
      tile.assign(voxels);
    });
  });
  return changed;
}

}  // namespace goxel
