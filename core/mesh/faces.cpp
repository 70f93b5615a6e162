#include "core/mesh/faces.hpp"

namespace goxel::mesh {

namespace {

/// The first and the last voxel of each of the four rows in a word.
constexpr std::uint64_t kRowStarts = 0x0001000100010001;
constexpr std::uint64_t kRowEnds = kRowStarts << 15;
constexpr std::uint64_t kFirstRow = 0xFFFF;
/// Words of one z.
constexpr std::size_t kSlab = 4;

std::size_t index_of(Side side) { return static_cast<std::size_t>(side); }

/// The masks of the six tiles around one, a common empty one where there is none.
class Surroundings {
 public:
  Surroundings(const Volume& volume, TileCoord c) : volume_(volume) {
    set(Side::NegX, {c.x - 1, c.y, c.z});
    set(Side::PosX, {c.x + 1, c.y, c.z});
    set(Side::NegY, {c.x, c.y - 1, c.z});
    set(Side::PosY, {c.x, c.y + 1, c.z});
    set(Side::NegZ, {c.x, c.y, c.z - 1});
    set(Side::PosZ, {c.x, c.y, c.z + 1});
  }

  std::uint64_t word(Side side, std::size_t index) const {
    const TileMask* mask = masks_[index_of(side)];
    return mask != nullptr ? mask->words[index] : 0;
  }

 private:
  void set(Side side, TileCoord coord) {
    const Tile* tile = volume_.find_tile(coord);
    masks_[index_of(side)] = tile != nullptr ? &tile->mask() : nullptr;
  }

  const Volume& volume_;
  std::array<const TileMask*, kSides> masks_{};
};

}  // namespace

TileFaces visible_faces(const Volume& volume, TileCoord coord, const Tile& tile) {
  const Surroundings around(volume, coord);
  const auto& words = tile.mask().words;
  constexpr std::size_t kLast = TileMask::kWords - kSlab;
  TileFaces faces;
  // Each line moves the neighbours on one side onto the voxels themselves: what is not covered then
  // shows that side.
  for (std::size_t w = 0; w < TileMask::kWords; ++w) {
    const std::uint64_t own = words[w];
    if (own == 0) continue;
    const bool is_first_y = w % kSlab == 0;
    const bool is_last_y = w % kSlab == kSlab - 1;
    const auto put = [&](Side side, std::uint64_t neighbours) {
      faces[index_of(side)].words[w] = own & ~neighbours;
    };
    put(Side::NegX, (own & ~kRowEnds) << 1 | (around.word(Side::NegX, w) & kRowEnds) >> 15);
    put(Side::PosX, (own & ~kRowStarts) >> 1 | (around.word(Side::PosX, w) & kRowStarts) << 15);
    const std::uint64_t below = is_first_y ? around.word(Side::NegY, w + kSlab - 1) : words[w - 1];
    put(Side::NegY, own << 16 | below >> 48);
    const std::uint64_t above = is_last_y ? around.word(Side::PosY, w + 1 - kSlab) : words[w + 1];
    put(Side::PosY, own >> 16 | (above & kFirstRow) << 48);
    put(Side::NegZ, w < kSlab ? around.word(Side::NegZ, w + kLast) : words[w - kSlab]);
    put(Side::PosZ, w >= kLast ? around.word(Side::PosZ, w - kLast) : words[w + kSlab]);
  }
  return faces;
}

std::int64_t visible_face_count(const Volume& volume) {
  std::int64_t total = 0;
  volume.for_each_tile([&](TileCoord coord, const Tile& tile) {
    for (const TileMask& mask : visible_faces(volume, coord, tile)) total += mask.count();
  });
  return total;
}

}  // namespace goxel::mesh
