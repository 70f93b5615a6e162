#include "core/edit/colors.hpp"

#include "daemon/methods/planned.hpp"
#include "daemon/methods/tables.hpp"

namespace goxel::methods {

using rpc::Editor;
using rpc::LayerRef;

namespace {

/// A plan for the layers meant, of this cost a voxel.
Result<PlannedEdit<Edited>> plan_for(Editor& editor, const LayerRef& layer, double voxel_ns) {
  PlannedEdit<Edited> plan;
  GOXEL_ASSIGN(plan.layers, require_normal_layers(editor.image(), layer));
  for (const std::int32_t id : plan.layers) {
    plan.cost_ns +=
        voxel_ns * static_cast<double>(editor.image().find_layer(id)->volume.voxel_count());
  }
  return plan;
}

}  // namespace

struct AdjustColorsParams {
  double hue = 0;
  double saturation = 0;
  double lightness = 0;
  double contrast = 0;
  LayerRef layer;
};
constexpr auto fields_of(rpc::Of<AdjustColorsParams>) {
  using P = AdjustColorsParams;
  return rpc::fields(
      rpc::field<&P::hue>("hue", "degrees to turn by").optional(),
      rpc::field<&P::saturation>("saturation", "percent towards grey or full colour")
          .optional()
          .range(-100, 100),
      rpc::field<&P::lightness>("lightness", "percent towards black or white")
          .optional()
          .range(-100, 100),
      rpc::field<&P::contrast>("contrast", "percent, in linear light").optional().range(-100, 100),
      layers_field<&P::layer>());
}

Result<PlannedEdit<Edited>> adjust_colors(Editor& editor, AdjustColorsParams&& params) {
  constexpr double kVoxelNs = 40;
  GOXEL_ASSIGN(PlannedEdit<Edited> plan, plan_for(editor, params.layer, kVoxelNs));
  const edit::ColorAdjustment adjustment{params.hue, params.saturation, params.lightness,
                                         params.contrast};
  plan.apply = [adjustment](Volume& volume, const edit::Scope& scope) {
    return edit::adjust_colors(volume, adjustment, scope);
  };
  return plan;
}

struct ReplaceColorParams {
  Rgba from;
  Rgba to;
  std::int32_t tolerance = 0;
  LayerRef layer;
};
constexpr auto fields_of(rpc::Of<ReplaceColorParams>) {
  using P = ReplaceColorParams;
  return rpc::fields(
      rpc::field<&P::from>("from", "colour to look for"),
      rpc::field<&P::to>("to", "colour to give; alpha 0 erases"),
      rpc::field<&P::tolerance>("tolerance", "largest channel difference, alpha included")
          .optional()
          .range(0, 255),
      layers_field<&P::layer>());
}

Result<PlannedEdit<Edited>> replace_color(Editor& editor, ReplaceColorParams&& params) {
  constexpr double kVoxelNs = 4;
  GOXEL_ASSIGN(PlannedEdit<Edited> plan, plan_for(editor, params.layer, kVoxelNs));
  const edit::ColorReplacement replacement{params.from, params.to, params.tolerance};
  plan.apply = [replacement](Volume& volume, const edit::Scope& scope) {
    return edit::replace_color(volume, replacement, scope);
  };
  return plan;
}

struct QuantizeColorsParams {
  std::optional<std::int32_t> max_colors;
  std::optional<std::vector<Rgba>> palette;
  LayerRef layer;
};
constexpr auto fields_of(rpc::Of<QuantizeColorsParams>) {
  using P = QuantizeColorsParams;
  return rpc::fields(
      rpc::field<&P::max_colors>("max_colors", "as many at most, found by median cut")
          .range(1, 4096),
      rpc::field<&P::palette>("palette",
                              "instead: the colours to use; with neither, the project's palette"),
      layers_field<&P::layer>());
}

Result<PlannedEdit<Edited>> quantize_colors(Editor& editor, QuantizeColorsParams&& params) {
  constexpr double kVoxelNs = 60;
  if (params.max_colors && params.palette) {
    return invalid_param("palette", "given beside max_colors; only one of them can be meant");
  }
  GOXEL_ASSIGN(PlannedEdit<Edited> plan, plan_for(editor, params.layer, kVoxelNs));
  if (params.max_colors) {
    plan.apply = [most = *params.max_colors](Volume& volume, const edit::Scope& scope) {
      return edit::quantize_colors(volume, most, scope);
    };
    return plan;
  }
  std::vector<Rgba> palette =
      params.palette ? std::move(*params.palette) : editor.project().palette;
  if (palette.empty()) return invalid_param("palette", "it has no colours");
  plan.apply = [palette = std::move(palette)](Volume& volume, const edit::Scope& scope) {
    return edit::quantize_to_palette(volume, palette, scope);
  };
  return plan;
}

std::span<const rpc::Method> color_methods() {
  static constexpr auto kTable = std::to_array<rpc::Method>({
      planned_edit<&adjust_colors>("adjust_colors",
                                   "Changes hue, saturation, lightness and contrast."),
      planned_edit<&replace_color>("replace_color", "Gives voxels of about one colour another."),
      planned_edit<&quantize_colors>("quantize_colors", "Reduces the number of colours."),
  });
  return kTable;
}

}  // namespace goxel::methods
