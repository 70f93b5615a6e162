#pragma once

#include "core/math/box.hpp"

#include <array>
#include <bit>
#include <cstdint>
#include <optional>

namespace goxel {

inline constexpr int kTileSide = 16;
inline constexpr int kTileVoxels = kTileSide * kTileSide * kTileSide;

/// Index of the voxel at (x, y, z), each 0..15, within a tile: x fastest, then y, then z.
constexpr int tile_index(int x, int y, int z) { return x | y << 4 | z << 8; }

/// std::popcount() without a call into the compiler's library, which is what it comes to on an
/// x86-64 of any age (Hacker's Delight, 5-1).
constexpr int count_bits(std::uint64_t word) {
  word -= word >> 1 & 0x5555555555555555;
  word = (word & 0x3333333333333333) + (word >> 2 & 0x3333333333333333);
  word = (word + (word >> 4)) & 0x0F0F0F0F0F0F0F0F;
  return static_cast<int>(word * 0x0101010101010101 >> 56);
}

/// One bit a voxel, in tile_index order: word z*4 + y/4 holds four rows of sixteen.
struct TileMask {
  static constexpr int kWords = kTileVoxels / 64;
  std::array<std::uint64_t, kWords> words{};

  bool test(int index) const { return (words[word_of(index)] & bit_of(index)) != 0; }
  void set(int index) { words[word_of(index)] |= bit_of(index); }
  void reset(int index) { words[word_of(index)] &= ~bit_of(index); }
  void set_all() { words.fill(~std::uint64_t{0}); }
  /// Bits 0..15 of `bits` become the sixteen voxels of row (y, z), which must be empty so far.
  void set_row(int y, int z, std::uint32_t bits) {
    words[static_cast<std::size_t>(z * 4 + y / 4)] |= static_cast<std::uint64_t>(bits)
                                                      << (y % 4 * 16);
  }
  int count() const {
    int total = 0;
    for (const std::uint64_t word : words) total += count_bits(word);
    return total;
  }
  bool is_empty() const {
    std::uint64_t any = 0;
    for (const std::uint64_t word : words) any |= word;
    return any == 0;
  }
  bool is_full() const {
    std::uint64_t all = ~std::uint64_t{0};
    for (const std::uint64_t word : words) all &= word;
    return all == ~std::uint64_t{0};
  }

  /// The lowest index that is set; nothing when none is.
  std::optional<int> first() const {
    for (int w = 0; w < kWords; ++w) {
      const std::uint64_t word = words[static_cast<std::size_t>(w)];
      if (word != 0) return w * 64 + std::countr_zero(word);
    }
    return std::nullopt;
  }

  /// Calls `visit(index)` for each set bit, ascending.
  template <class Visit>
  void for_each(Visit&& visit) const {
    for (int w = 0; w < kWords; ++w) {
      for (auto bits = words[static_cast<std::size_t>(w)]; bits != 0; bits &= bits - 1) {
        visit(w * 64 + std::countr_zero(bits));
      }
    }
  }

  TileMask& operator&=(const TileMask& other) {
    for (std::size_t w = 0; w < kWords; ++w) words[w] &= other.words[w];
    return *this;
  }
  TileMask& operator|=(const TileMask& other) {
    for (std::size_t w = 0; w < kWords; ++w) words[w] |= other.words[w];
    return *this;
  }
  friend TileMask operator&(TileMask a, const TileMask& b) { return a &= b; }
  friend TileMask operator|(TileMask a, const TileMask& b) { return a |= b; }
  friend TileMask operator~(TileMask a) {
    for (std::uint64_t& word : a.words) word = ~word;
    return a;
  }
  friend bool operator==(const TileMask&, const TileMask&) = default;

 private:
  static constexpr std::size_t word_of(int index) { return static_cast<std::size_t>(index) >> 6; }
  static constexpr std::uint64_t bit_of(int index) { return std::uint64_t{1} << (index & 63); }
};

/// The voxels of a tile inside `box`, which is relative to the tile's minimum corner and may reach
/// beyond it.
inline TileMask box_mask(const IBox& box) {
  TileMask mask;
  const IBox inner = intersection(box, {{0, 0, 0}, {kTileSide, kTileSide, kTileSide}});
  if (inner.is_empty()) return mask;
  const auto row = static_cast<std::uint32_t>((1U << inner.max.x) - (1U << inner.min.x));
  for (auto z = static_cast<int>(inner.min.z); z < inner.max.z; ++z) {
    for (auto y = static_cast<int>(inner.min.y); y < inner.max.y; ++y) mask.set_row(y, z, row);
  }
  return mask;
}

}  // namespace goxel
