#pragma once

#include "core/edit/edit.hpp"

#include <span>
#include <vector>

/// Adjust, replace and quantize the colours of a volume.
namespace goxel::edit {

struct ColorAdjustment {
  double hue_deg = 0;
  double saturation =
      0;                 ///< -100..100: towards grey or full colour by that many percent of the way
  double lightness = 0;  ///< -100..100: towards black or white
  double contrast = 0;   ///< -100..100, in linear light about its middle

  friend bool operator==(const ColorAdjustment&, const ColorAdjustment&) = default;
};

/// Changes hue, saturation and lightness (HSL of the sRGB values), then contrast. All zero is the
/// identity. Fails with InvalidParams for a value out of range.
Result<std::int64_t> adjust_colors(Volume& volume, const ColorAdjustment& adjustment,
                                   const Scope& scope);

struct ColorReplacement {
  Rgba from;
  Rgba to;
  int tolerance = 0;  ///< 0..255, largest channel difference, alpha included
};

/// Gives every voxel of about one colour another; a target alpha of 0 removes them.
Result<std::int64_t> replace_color(Volume& volume, const ColorReplacement& replacement,
                                   const Scope& scope);

/// Gives every voxel the palette's nearest colour (squared distance of r, g, b; ties to the first);
/// alpha stays. Fails with InvalidParams for an empty palette.
Result<std::int64_t> quantize_to_palette(Volume& volume, std::span<const Rgba> palette,
                                         const Scope& scope);

/// Reduces the volume to at most `max_colors` (1..4096) colours found by median cut; alpha stays.
Result<std::int64_t> quantize_colors(Volume& volume, int max_colors, const Scope& scope);

}  // namespace goxel::edit
