#include "core/volume/tile.hpp"

#include <xxhash.h>

#include <algorithm>

namespace goxel {

Tile::Tile(const Tile& other)
    : mask_(other.mask_),
      dense_(other.dense_ ? std::make_unique<Dense>(*other.dense_) : nullptr),
      color_(other.color_),
      count_(other.count_) {}

Tile& Tile::operator=(const Tile& other) {
  if (this != &other) *this = Tile(other);
  return *this;
}

void Tile::make_dense() {
  auto dense = std::make_unique_for_overwrite<Dense>();
  copy_to(*dense);
  dense_ = std::move(dense);
}

void Tile::set(int index, Rgba voxel) {
  const bool was_present = mask_.test(index);
  if (voxel.is_empty()) {
    if (!was_present) return;
    mask_.reset(index);
    --count_;
    if (dense_) (*dense_)[static_cast<std::size_t>(index)] = kEmpty;
    return;
  }
  if (!dense_ && voxel != color_) {
    if (count_ == (was_present ? 1 : 0)) {
      color_ = voxel;
    } else {
      make_dense();
    }
  }
  if (dense_) (*dense_)[static_cast<std::size_t>(index)] = voxel;
  if (!was_present) {
    mask_.set(index);
    ++count_;
  }
  GOXEL_ASSERT(count_ >= 0 && count_ <= kTileVoxels);
}

void Tile::fill(Rgba color) {
  dense_.reset();
  if (color.is_empty()) {
    mask_ = {};
    color_ = kEmpty;
    count_ = 0;
    return;
  }
  mask_.set_all();
  color_ = color;
  count_ = kTileVoxels;
}

void Tile::assign(std::span<const Rgba, kTileVoxels> voxels) {
  mask_ = {};
  count_ = 0;
  color_ = kEmpty;
  bool one_color = true;
  for (int i = 0; i < kTileVoxels; ++i) {
    const Rgba voxel = voxels[static_cast<std::size_t>(i)];
    if (voxel.is_empty()) continue;
    if (count_ == 0) color_ = voxel;
    one_color = one_color && voxel == color_;
    mask_.set(i);
    ++count_;
  }
  if (one_color) {
    dense_.reset();
    return;
  }
  if (!dense_) dense_ = std::make_unique_for_overwrite<Dense>();
  std::transform(voxels.begin(), voxels.end(), dense_->begin(),
                 [](Rgba voxel) { return voxel.is_empty() ? kEmpty : voxel; });
}

void Tile::paint_mask(const TileMask& mask, Rgba color) {
  GOXEL_ASSERT(!color.is_empty());
  TileMask kept = mask_;
  bool any_kept = false;
  for (std::size_t w = 0; w < TileMask::kWords; ++w) {
    kept.words[w] &= ~mask.words[w];
    any_kept = any_kept || kept.words[w] != 0;
    mask_.words[w] |= mask.words[w];
  }
  count_ = mask_.count();
  if (!any_kept) {
    dense_.reset();
    color_ = color;
    return;
  }
  if (!dense_) {
    if (color == color_) return;
    // copy_to reads the mask, which already holds the new voxels: they are overwritten right below.
    make_dense();
  }
  mask.for_each([&](int i) { (*dense_)[static_cast<std::size_t>(i)] = color; });
}

void Tile::erase_mask(const TileMask& mask) {
  if (dense_) {
    mask.for_each([&](int i) { (*dense_)[static_cast<std::size_t>(i)] = kEmpty; });
  }
  for (std::size_t w = 0; w < TileMask::kWords; ++w) mask_.words[w] &= ~mask.words[w];
  count_ = mask_.count();
}

void Tile::copy_to(std::span<Rgba, kTileVoxels> voxels) const {
  if (dense_) {
    std::copy(dense_->begin(), dense_->end(), voxels.begin());
    return;
  }
  std::fill(voxels.begin(), voxels.end(), kEmpty);
  mask_.for_each([&](int i) { voxels[static_cast<std::size_t>(i)] = color_; });
}

std::uint64_t Tile::content_hash() const {
  if (dense_) return XXH3_64bits(dense_->data(), sizeof *dense_);
  Dense voxels;
  copy_to(voxels);
  return XXH3_64bits(voxels.data(), sizeof voxels);
}

std::size_t Tile::size_bytes() const { return sizeof *this + (dense_ ? sizeof *dense_ : 0); }

bool operator==(const Tile& a, const Tile& b) {
  if (a.mask_ != b.mask_) return false;
  if (a.is_one_color() && b.is_one_color()) return a.is_empty() || a.color_ == b.color_;
  for (int i = 0; i < kTileVoxels; ++i) {
    if (a.at(i) != b.at(i)) return false;
  }
  return true;
}

}  // namespace goxel
