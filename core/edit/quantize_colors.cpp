#include "core/base/str_cat.hpp"
#include "core/edit/colors.hpp"
#include "core/edit/map_colors.hpp"
#include "core/volume/palette.hpp"

namespace goxel::edit {

namespace {

constexpr int kMaxPalette = 4096;

}  // namespace

Result<std::int64_t> quantize_to_palette(Volume& volume, std::span<const Rgba> palette,
                                         const Scope& scope) {
  if (palette.empty() || palette.size() > kMaxPalette) {
    return Error{ErrorCode::InvalidParams,
                 str_cat("a palette has 1 to ", kMaxPalette, " colours, not ", palette.size())};
  }
  PaletteMatcher matcher(palette);
  return map_colors(volume, scope, [&](Rgba color) {
    const Rgba nearest = palette[matcher.nearest(color)];
    return Rgba{nearest.r, nearest.g, nearest.b, color.a};
  });
}

Result<std::int64_t> quantize_colors(Volume& volume, int max_colors, const Scope& scope) {
  if (max_colors < 1 || max_colors > kMaxPalette) {
    return Error{ErrorCode::InvalidParams,
                 str_cat("max_colors ", max_colors, " is outside 1..", kMaxPalette)};
  }
  if (volume.is_empty()) return std::int64_t{0};
  ColorCounter counter;
  counter.add(volume);
  return quantize_to_palette(
      volume, median_cut(counter.colors(), static_cast<std::size_t>(max_colors)), scope);
}

}  // namespace goxel::edit
