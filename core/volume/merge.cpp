#include "core/volume/merge.hpp"

#include "core/volume/shared_edit.hpp"

#include <algorithm>
#include <vector>

namespace goxel {

namespace {

constexpr std::uint8_t narrow(int value) { return static_cast<std::uint8_t>(value); }

Rgba blend_over(Rgba a, Rgba b) {
  const int keep = a.a * (255 - b.a);
  const int divisor = 255 * b.a + keep;
  if (divisor == 0) return a;
  const auto channel = [&](int ca, int cb) {
    return narrow((255 * cb * b.a + ca * keep) / divisor);
  };
  return {channel(a.r, b.r), channel(a.g, b.g), channel(a.b, b.b), narrow(b.a + keep / 255)};
}

/// (1-t)*a + t*b in binary32, truncated: the editor's own rounding, kept to the bit.
Rgba blend_paint(Rgba a, Rgba b) {
  const float t = static_cast<float>(b.a) / 255.0F;
  const auto channel = [&](std::uint8_t ca, std::uint8_t cb) {
    return static_cast<std::uint8_t>((1.0F - t) * static_cast<float>(ca) +
                                     t * static_cast<float>(cb));
  };
  return {channel(a.r, b.r), channel(a.g, b.g), channel(a.b, b.b), a.a};
}

/// Whether an empty source voxel may change the destination.
constexpr bool empty_source_matters(BlendMode mode) {
  return mode == BlendMode::Intersect || mode == BlendMode::IntersectFill ||
         mode == BlendMode::MultiplyAlpha || mode == BlendMode::Replace;
}

/// Whether a source voxel may bring a voxel to life where the destination is empty.
constexpr bool fills_empty(BlendMode mode) {
  return mode == BlendMode::Over || mode == BlendMode::Max;
}

void merge_tile(Tile& destination, const Tile& source, BlendMode mode) {
  if (source.is_one_color() && source.color().a == 255) {
    if (mode == BlendMode::Over) return destination.paint_mask(source.mask(), source.color());
    if (mode == BlendMode::Sub || mode == BlendMode::SubClamp)
      return destination.erase_mask(source.mask());
  }
  destination.edit_voxels([&](std::span<Rgba, kTileVoxels> voxels) {
    for (int i = 0; i < kTileVoxels; ++i) {
      Rgba& voxel = voxels[static_cast<std::size_t>(i)];
      voxel = blend(voxel, source.at(i), mode);
    }
  });
}

}  // namespace

Rgba blend(Rgba a, Rgba b, BlendMode mode) {
  if (b.is_empty() && !empty_source_matters(mode)) return a;
  Rgba result = a;
  switch (mode) {
    case BlendMode::Over:
      result = blend_over(a, b);
      break;
    case BlendMode::Sub:
      result.a = narrow(std::max(0, a.a - b.a));
      break;
    case BlendMode::SubClamp:
      result.a = narrow(std::min<int>(a.a, 255 - b.a));
      break;
    case BlendMode::Paint:
      result = blend_paint(a, b);
      break;
    case BlendMode::Max:
      result = {b.r, b.g, b.b, std::max(a.a, b.a)};
      break;
    case BlendMode::Intersect:
      result.a = std::min(a.a, b.a);
      break;
    case BlendMode::IntersectFill:
      result = {b.r, b.g, b.b, std::min(a.a, b.a)};
      break;
    case BlendMode::MultiplyAlpha:
      result = {narrow(a.r * b.a / 255), narrow(a.g * b.a / 255), narrow(a.b * b.a / 255),
                narrow(a.a * b.a / 255)};
      break;
    case BlendMode::Replace:
      result = b;
      break;
  }
  return result.is_empty() ? kEmpty : result;
}

void merge(Volume& destination, const Volume& original_source, BlendMode mode) {
  // A copy is O(1) and makes merging a volume into itself safe: its tiles are then shared, so never
  // edited in place.
  const Volume source = original_source;
  if (mode == BlendMode::Replace || (destination.is_empty() && fills_empty(mode))) {
    destination = source;
    return;
  }
  if (empty_source_matters(mode)) {
    std::vector<TileCoord> missing;
    destination.for_each_tile([&](TileCoord coord, const Tile&) {
      if (source.find_tile(coord) == nullptr) missing.push_back(coord);
    });
    for (const TileCoord coord : missing) destination.set_tile(coord, {});
  }
  SharedEdit shared(destination);
  source.for_each_tile([&](TileCoord coord, const Tile& tile) {
    if (destination.find_tile(coord) != nullptr) {
      shared.edit_tile(coord, &tile, [&](Tile& target) { merge_tile(target, tile, mode); });
    } else if (fills_empty(mode)) {
      destination.set_tile(coord, source.share_tile(coord));
    }
  });
}

}  // namespace goxel
