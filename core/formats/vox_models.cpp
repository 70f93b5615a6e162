#include "core/formats/vox_models.hpp"

#include "core/base/str_cat.hpp"
#include "core/volume/bounds.hpp"
#include "core/volume/palette.hpp"

#include <cstring>
#include <map>

namespace goxel {

namespace {

/// x, y, z and a colour index of 8 bits each, as the file has them on little-endian machines.
std::uint32_t packed_place(LVec3 p) {
  return static_cast<std::uint32_t>(p.x | p.y << 8 | p.z << 16);
}

/// One cell of the grid while it is filled.
struct VoxCell {
  Bytes voxels;  ///< 4 bytes each, places relative to the cell
  LVec3 min{kMaxVoxModelSide, kMaxVoxModelSide, kMaxVoxModelSide};
  LVec3 max{-1, -1, -1};  ///< inclusive

  void include(LVec3 first, LVec3 last) {
    for (int axis = 0; axis < 3; ++axis) {
      min[axis] = std::min(min[axis], first[axis]);
      max[axis] = std::max(max[axis], last[axis]);
    }
  }
  void add(LVec3 place, std::uint32_t color_index) {
    const std::uint32_t packed = packed_place(place) | color_index << 24;
    const std::size_t at = voxels.size();
    voxels.resize(at + sizeof packed);
    std::memcpy(voxels.data() + at, &packed, sizeof packed);
  }
};

LVec3 cell_of(LVec3 offset) { return {offset.x >> 8, offset.y >> 8, offset.z >> 8}; }
LVec3 place_in_cell(LVec3 offset) { return {offset.x & 255, offset.y & 255, offset.z & 255}; }

struct ByZThenYThenX {
  bool operator()(LVec3 a, LVec3 b) const {
    if (a.z != b.z) return a.z < b.z;
    if (a.y != b.y) return a.y < b.y;
    return a.x < b.x;
  }
};

/// Spreads the voxels of one part over cells.
class PartCutter {
 public:
  PartCutter(const ModelPart& part, PaletteMatcher& matcher, std::size_t max_cells)
      : part_(part), matcher_(matcher), max_cells_(max_cells), bounds_(exact_bounds(part.volume)) {}

  /// False when there are more cells than there may be.
  bool cut();
  /// Takes the cells as pieces.
  void move_to(std::vector<VoxPiece>& pieces, std::size_t part_index);

 private:
  void add_whole_tile(VoxCell& cell, LVec3 base, const Tile& tile);
  bool add_split_tile(LVec3 base, const Tile& tile);
  std::uint32_t color_index(Rgba color) {
    return static_cast<std::uint32_t>(matcher_.nearest(color) + 1);
  }

  const ModelPart& part_;
  PaletteMatcher& matcher_;
  std::size_t max_cells_;
  IBox bounds_;
  std::map<LVec3, VoxCell, ByZThenYThenX> cells_;
};

void PartCutter::add_whole_tile(VoxCell& cell, LVec3 base, const Tile& tile) {
  const IBox box = bounds_in_tile(tile.mask());
  const LVec3 start = base - cell_of(base + box.min) * kMaxVoxModelSide;
  cell.include(start + box.min, start + box.max - LVec3{1, 1, 1});
  const std::size_t at = cell.voxels.size();
  cell.voxels.resize(at + sizeof(std::uint32_t) * static_cast<std::size_t>(tile.voxel_count()));
  std::uint8_t* out = cell.voxels.data() + at;
  tile.mask().for_each([&](int index) {
    const LVec3 place = start + LVec3{index & 15, index >> 4 & 15, index >> 8};
    const std::uint32_t packed = packed_place(place) | color_index(tile.at(index)) << 24;
    std::memcpy(out, &packed, sizeof packed);
    out += sizeof packed;
  });
}

bool PartCutter::add_split_tile(LVec3 base, const Tile& tile) {
  tile.mask().for_each([&](int index) {
    const LVec3 offset = base + LVec3{index & 15, index >> 4 & 15, index >> 8};
    const LVec3 place = place_in_cell(offset);
    VoxCell& cell = cells_[cell_of(offset)];
    cell.include(place, place);
    cell.add(place, color_index(tile.at(index)));
  });
  return cells_.size() <= max_cells_;
}

bool PartCutter::cut() {
  bool fits = true;
  part_.volume.for_each_tile([&](TileCoord coord, const Tile& tile) {
    if (!fits) return;
    const LVec3 base = to_long(coord.min_corner()) - bounds_.min;
    const IBox box = bounds_in_tile(tile.mask());
    const LVec3 first = cell_of(base + box.min);
    if (first == cell_of(base + box.max - LVec3{1, 1, 1})) {
      add_whole_tile(cells_[first], base, tile);
      fits = cells_.size() <= max_cells_;
    } else {
      fits = add_split_tile(base, tile);
    }
  });
  return fits;
}

void PartCutter::move_to(std::vector<VoxPiece>& pieces, std::size_t part_index) {
  for (auto& [coord, cell] : cells_) {
    VoxPiece piece;
    piece.part = part_index;
    piece.min = to_voxel(bounds_.min + coord * kMaxVoxModelSide + cell.min);
    const LVec3 size = cell.max - cell.min + LVec3{1, 1, 1};
    piece.size = to_voxel(size);
    piece.voxels = std::move(cell.voxels);
    // No place is below the cell's minimum on any axis, so one subtraction does for all three.
    const std::uint32_t shift = packed_place(cell.min);
    for (std::size_t at = 0; shift != 0 && at < piece.voxels.size(); at += sizeof shift) {
      std::uint32_t packed = 0;
      std::memcpy(&packed, piece.voxels.data() + at, sizeof packed);
      packed -= shift;
      std::memcpy(piece.voxels.data() + at, &packed, sizeof packed);
    }
    pieces.push_back(std::move(piece));
  }
}

Result<void> check_voxel_bytes(std::span<const ModelPart> parts, const Limits& limits) {
  std::int64_t count = 0;
  for (const ModelPart& part : parts) count += part.volume.voxel_count();
  const std::int64_t limit = std::min<std::int64_t>(limits.file_bytes, INT32_MAX);
  if (count <= limit / 4) return {};
  return Error{
      ErrorCode::LimitExceeded,
      str_cat("vox: ", count, " voxels of 4 bytes each; the limit of a file is ", limit, " bytes")}
      .with("limit", "file_bytes")
      .with("maximum", limit);
}

}  // namespace

Result<std::vector<VoxPiece>> cut_into_pieces(std::span<const ModelPart> parts,
                                              std::span<const Rgba> palette, const Limits& limits) {
  GOXEL_TRY(check_voxel_bytes(parts, limits));
  const auto max_pieces = static_cast<std::size_t>(limits.layers);
  PaletteMatcher matcher(palette);
  std::vector<VoxPiece> pieces;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    PartCutter cutter(parts[i], matcher, max_pieces - pieces.size());
    if (!cutter.cut()) {
      return Error{ErrorCode::LimitExceeded,
                   str_cat("vox: the voxels take more than ", max_pieces, " models of ",
                           kMaxVoxModelSide, " a side, the limit")}
          .with("limit", "layers")
          .with("maximum", limits.layers);
    }
    cutter.move_to(pieces, i);
  }
  return pieces;
}

}  // namespace goxel
