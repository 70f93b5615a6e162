#include "core/volume/tile.hpp"

#include <xxhash.h>

#include <algorithm>
#include <bit>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

namespace goxel {

namespace {

/// A voxel as one word: the loops below compare words, which compilers do several at a time.
std::uint32_t word_of(Rgba voxel) { return std::bit_cast<std::uint32_t>(voxel); }

/// All ones for a voxel with alpha above 0, which is the highest byte, and else 0.
std::uint32_t presence(Rgba voxel) {
  static_assert(std::endian::native == std::endian::little);
  return word_of(voxel) >> 24 != 0 ? ~std::uint32_t{0} : 0;
}

#ifdef __SSE2__

/// One bit for each of sixteen voxels with alpha above 0.
std::uint32_t mask_row(std::span<const Rgba, 16> voxels) {
  const auto alphas = [&voxels](std::size_t i) {
    return _mm_srli_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(&voxels[i])), 24);
  };
  const __m128i low = _mm_packs_epi32(alphas(0), alphas(4));
  const __m128i high = _mm_packs_epi32(alphas(8), alphas(12));
  const __m128i is_empty = _mm_cmpeq_epi8(_mm_packus_epi16(low, high), _mm_setzero_si128());
  return ~static_cast<std::uint32_t>(_mm_movemask_epi8(is_empty)) & 0xFFFF;
}

#else

std::uint32_t mask_row(std::span<const Rgba, 16> voxels) {
  std::uint32_t bits = 0;
  for (std::size_t i = 0; i < voxels.size(); ++i) bits |= (voxels[i].is_empty() ? 0U : 1U) << i;
  return bits;
}

#endif

/// One bit for each voxel with alpha above 0.
TileMask mask_of(std::span<const Rgba, kTileVoxels> voxels) {
  TileMask mask;
  for (std::size_t row = 0; row < kTileVoxels / 16; ++row) {
    mask.words[row / 4] |= std::uint64_t{mask_row(voxels.subspan(row * 16).first<16>())}
                           << row % 4 * 16;
  }
  return mask;
}

/// Empty voxels become {0,0,0,0}; `mask` tells which are not.
void clear_colors_of_empty(std::span<Rgba, kTileVoxels> voxels, const TileMask& mask) {
  for (std::size_t w = 0; w < TileMask::kWords; ++w) {
    if (mask.words[w] == ~std::uint64_t{0}) continue;
    for (Rgba& voxel : voxels.subspan(w * 64, 64)) {
      voxel = std::bit_cast<Rgba>(word_of(voxel) & presence(voxel));
    }
  }
}

/// Whether every voxel is empty or `color`.
bool has_only(std::span<const Rgba, kTileVoxels> voxels, Rgba color) {
  constexpr std::size_t kStep = 256;  // most tiles of many colours show a second one early
  for (std::size_t start = 0; start < voxels.size(); start += kStep) {
    std::uint32_t others = 0;
    for (const Rgba voxel : voxels.subspan(start, kStep)) {
      others |= presence(voxel) & (word_of(voxel) ^ word_of(color));
    }
    if (others != 0) return false;
  }
  return true;
}

}  // namespace

int count_differing(std::span<const Rgba, kTileVoxels> a, std::span<const Rgba, kTileVoxels> b) {
  int count = 0;
  for (std::size_t i = 0; i < a.size(); ++i) count += word_of(a[i]) != word_of(b[i]) ? 1 : 0;
  return count;
}

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
  if (is_empty()) {
    dense_ = std::make_unique<Dense>();
    return;
  }
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

bool Tile::describe(std::span<const Rgba, kTileVoxels> voxels) {
  mask_ = mask_of(voxels);
  count_ = mask_.count();
  color_ = kEmpty;
  if (const auto first = mask_.first()) color_ = voxels[static_cast<std::size_t>(*first)];
  return has_only(voxels, color_);
}

void Tile::settle() {
  if (describe(*dense_)) {
    dense_.reset();
  } else {
    clear_colors_of_empty(*dense_, mask_);
  }
}

void Tile::assign(std::span<const Rgba, kTileVoxels> voxels) {
  if (describe(voxels)) {
    dense_.reset();
    return;
  }
  if (!dense_) dense_ = std::make_unique_for_overwrite<Dense>();
  std::copy(voxels.begin(), voxels.end(), dense_->begin());
  clear_colors_of_empty(*dense_, mask_);
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

bool Tile::is_uniform() const {
  return count_ == kTileVoxels && (!dense_ || has_only(*dense_, dense_->front()));
}

std::uint64_t Tile::content_hash() const {
  if (dense_) return XXH3_64bits(dense_->data(), sizeof *dense_);
  Dense voxels;
  copy_to(voxels);
  return XXH3_64bits(voxels.data(), sizeof voxels);
}

std::size_t Tile::size_bytes() const { return sizeof *this + (dense_ ? sizeof *dense_ : 0); }

int Tile::count_differing(const Tile& other) const {
  if (dense_ && other.dense_) return goxel::count_differing(*dense_, *other.dense_);
  if (!dense_ && !other.dense_) {
    const bool is_same_color = color_ == other.color_;
    if (!is_same_color && (count_ == kTileVoxels || other.count_ == kTileVoxels))
      return kTileVoxels;
    int count = 0;
    for (std::size_t w = 0; w < TileMask::kWords; ++w) {
      const std::uint64_t mine = mask_.words[w];
      const std::uint64_t theirs = other.mask_.words[w];
      count += count_bits(is_same_color ? mine ^ theirs : mine | theirs);
    }
    return count;
  }
  if (other.dense_) return other.count_differing(*this);
  Dense expanded;  // NOLINT: copy_to() fills it
  other.copy_to(expanded);
  return goxel::count_differing(*dense_, expanded);
}

bool operator==(const Tile& a, const Tile& b) {
  if (a.mask_ != b.mask_) return false;
  if (a.is_one_color() && b.is_one_color()) return a.is_empty() || a.color_ == b.color_;
  return a.count_differing(b) == 0;
}

}  // namespace goxel
