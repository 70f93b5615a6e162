#pragma once

#include "core/base/assert.hpp"
#include "core/volume/color.hpp"
#include "core/volume/tile_mask.hpp"

#include <array>
#include <cstdint>
#include <memory>
#include <span>

namespace goxel {

/// Places where two blocks of voxels differ.
int count_differing(std::span<const Rgba, kTileVoxels> a, std::span<const Rgba, kTileVoxels> b);

/// A block of 16x16x16 voxels: an occupancy mask, and either one colour for all its voxels or 4096
/// colours.
///
/// Most tiles of real models and all tiles of a plain solid need one colour, so they cost half a
/// kilobyte, and the mask is what rays and counts read. An empty voxel is always {0,0,0,0}: writing
/// alpha 0 with a colour stores none.
///
/// A value. Shared tiles are reached through CowPtr<Tile> and never written.
class Tile {
 public:
  /// All empty.
  Tile() = default;
  /// All voxels `color`.
  explicit Tile(Rgba color) { fill(color); }
  Tile(const Tile& other);
  Tile& operator=(const Tile& other);
  Tile(Tile&&) noexcept = default;
  Tile& operator=(Tile&&) noexcept = default;

  Rgba at(int index) const {
    if (dense_) return (*dense_)[static_cast<std::size_t>(index)];
    return mask_.test(index) ? color_ : kEmpty;
  }
  void set(int index, Rgba voxel);
  void fill(Rgba color);
  /// Replaces all voxels; takes the one-colour form when that holds them.
  void assign(std::span<const Rgba, kTileVoxels> voxels);
  /// Lets `edit(std::span<Rgba, kTileVoxels>)` read and write all voxels in place, x fastest, then
  /// y, then z; takes the one-colour form afterwards when that holds them.
  template <class Edit>
  void edit_voxels(Edit&& edit) {
    edit(open_voxels());
    settle();
  }
  /// The same in two steps, for who has several tiles open at once: nothing else of the tile may be
  /// called until settle(), but it may be moved.
  std::span<Rgba, kTileVoxels> open_voxels() {
    if (!dense_) make_dense();
    return *dense_;
  }
  void settle();
  /// Gives every voxel of `mask` the colour `color`, which must not be empty, and leaves the
  /// others.
  void paint_mask(const TileMask& mask, Rgba color);
  /// Empties every voxel of `mask`.
  void erase_mask(const TileMask& mask);
  void copy_to(std::span<Rgba, kTileVoxels> voxels) const;

  /// Voxels with alpha above 0.
  const TileMask& mask() const { return mask_; }
  int voxel_count() const { return count_; }
  bool is_empty() const { return count_ == 0; }
  /// All voxels are present and share one colour.
  bool is_uniform() const;
  /// The present voxels share one colour by storage; a tile of 4096 colours may still happen to.
  bool is_one_color() const { return dense_ == nullptr; }
  /// The shared colour of a one-colour tile.
  Rgba color() const { return color_; }

  /// Equal for tiles of equal voxels, however they are stored; the same on every machine.
  std::uint64_t content_hash() const;
  std::size_t size_bytes() const;
  /// Voxels that differ from those of `other`, however either is stored.
  int count_differing(const Tile& other) const;

  friend bool operator==(const Tile& a, const Tile& b);

 private:
  using Dense = std::array<Rgba, kTileVoxels>;

  void make_dense();
  /// Makes the mask, the count and the shared colour those of `voxels`; false when one colour does
  /// not hold them.
  bool describe(std::span<const Rgba, kTileVoxels> voxels);

  TileMask mask_;
  std::unique_ptr<Dense> dense_;
  Rgba color_;
  int count_ = 0;
};

}  // namespace goxel
