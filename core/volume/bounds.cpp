#include "core/volume/bounds.hpp"

#include <bit>

namespace goxel {

IBox bounds_in_tile(const TileMask& mask) {
  // Fold the 16 rows of 16 bits of each z layer into the columns used (x), the rows used (y) and
  // the layers used (z).
  std::uint64_t columns = 0;
  std::uint32_t rows = 0;
  std::uint32_t layers = 0;
  for (int w = 0; w < TileMask::kWords; ++w) {
    const std::uint64_t word = mask.words[static_cast<std::size_t>(w)];
    if (word == 0) continue;
    columns |= word;
    layers |= 1U << (w / 4);
    for (int r = 0; r < 4; ++r) {
      if ((word >> (16 * r) & 0xFFFF) != 0) rows |= 1U << (w % 4 * 4 + r);
    }
  }
  GOXEL_ASSERT(layers != 0);
  const auto x_bits = static_cast<std::uint32_t>(
      (columns | columns >> 16 | columns >> 32 | columns >> 48) & 0xFFFF);
  const auto first = [](std::uint32_t bits) { return std::int64_t{std::countr_zero(bits)}; };
  const auto end = [](std::uint32_t bits) { return std::int64_t{32 - std::countl_zero(bits)}; };
  return {{first(x_bits), first(rows), first(layers)}, {end(x_bits), end(rows), end(layers)}};
}

IBox coarse_bounds(const Volume& volume) {
  IBox box;
  volume.for_each_tile(
      [&](TileCoord coord, const Tile&) { box = bounding_union(box, coord.box()); });
  return box;
}

IBox exact_bounds(const Volume& volume) {
  IBox box;
  volume.for_each_tile([&](TileCoord coord, const Tile& tile) {
    const IBox outer = coord.box();
    if (box.contains(outer)) return;
    const IBox inner = bounds_in_tile(tile.mask());
    box = bounding_union(box, {outer.min + inner.min, outer.min + inner.max});
  });
  return box;
}

}  // namespace goxel
