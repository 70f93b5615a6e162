#include "core/edit/fill.hpp"
#include "core/edit/flood_fill.hpp"
#include "daemon/methods/planned.hpp"
#include "daemon/methods/tables.hpp"
#include "daemon/methods/words.hpp"

#include <algorithm>

namespace goxel::methods {

using rpc::Editor;
using rpc::LayerRef;

struct FillBoxParams {
  IVec3 min;
  IVec3 max;
  Rgba color;
  WordOrNumber<BlendMode> mode = {BlendMode::Over};
  LayerRef layer;
};
constexpr auto fields_of(rpc::Of<FillBoxParams>) {
  using P = FillBoxParams;
  return rpc::fields(
      rpc::position_field<&P::min>("first voxel", "min", {"min_x", "min_y", "min_z"}),
      rpc::position_field<&P::max>("last voxel", "max", {"max_x", "max_y", "max_z"}),
      rpc::color_field<&P::color>("of the voxels; alpha 0 erases"),
      rpc::field<&P::mode>("mode", "how the colour is blended onto what is there").optional(),
      layer_field<&P::layer>());
}

Result<PlannedEdit<Edited>> fill_box(Editor& editor, FillBoxParams&& params) {
  // Whole tiles are shared; a blend goes through the voxels.
  constexpr double kSharedNs = 0.2;
  constexpr double kBlendedNs = 5;
  const IBox box = IBox::inclusive(params.min, params.max);
  GOXEL_TRY(edit::check_box(box, editor.limits()));
  PlannedEdit<Edited> plan;
  GOXEL_ASSIGN(const Layer* layer, require_normal_layer(editor.image(), params.layer));
  plan.layers = {layer->id};
  const BlendMode mode = drawing_mode(params.mode.value, params.color);
  const bool is_plain =
      (mode == BlendMode::Over && params.color.a == 255) || mode == BlendMode::Replace;
  plan.cost_ns = (is_plain ? kSharedNs : kBlendedNs) * static_cast<double>(voxel_volume(box));
  plan.apply = [box, color = params.color, mode](Volume& volume, const edit::Scope& scope) {
    return edit::fill_box(volume, box, color, mode, scope);
  };
  return plan;
}

struct ClearBoxParams {
  IVec3 min;
  IVec3 max;
  LayerRef layer;
};
constexpr auto fields_of(rpc::Of<ClearBoxParams>) {
  using P = ClearBoxParams;
  return rpc::fields(
      rpc::position_field<&P::min>("first voxel", "min", {"min_x", "min_y", "min_z"}),
      rpc::position_field<&P::max>("last voxel", "max", {"max_x", "max_y", "max_z"}),
      layer_field<&P::layer>());
}

Result<PlannedEdit<Edited>> clear_box(Editor& editor, ClearBoxParams&& params) {
  PlannedEdit<Edited> plan;
  GOXEL_ASSIGN(const Layer* layer, require_normal_layer(editor.image(), params.layer));
  plan.layers = {layer->id};
  const IBox box = IBox::inclusive(params.min, params.max);
  plan.apply = [box](Volume& volume, const edit::Scope& scope) {
    return edit::clear_box(volume, box, scope);
  };
  return plan;
}

struct ClearParams {
  LayerRef layer;
};
constexpr auto fields_of(rpc::Of<ClearParams>) {
  return rpc::fields(layers_field<&ClearParams::layer>());
}

Result<PlannedEdit<Edited>> clear(Editor& editor, ClearParams&& params) {
  PlannedEdit<Edited> plan;
  GOXEL_ASSIGN(plan.layers, require_normal_layers(editor.image(), params.layer));
  plan.apply = [](Volume& volume, const edit::Scope& scope) { return edit::clear(volume, scope); };
  return plan;
}

struct FloodFillParams {
  IVec3 position;
  Rgba color;
  LayerRef layer;
  std::int32_t tolerance = 0;
  WordOrNumber<Connectivity> connectivity = {Connectivity::Faces};
  std::optional<std::int64_t> max_voxels;
};
constexpr auto fields_of(rpc::Of<FloodFillParams>) {
  using P = FloodFillParams;
  return rpc::fields(
      rpc::position_field<&P::position>("voxel, or empty cell of the image box, to start from"),
      rpc::color_field<&P::color>("what the region gets; alpha 0 erases"), layer_field<&P::layer>(),
      rpc::field<&P::tolerance>("tolerance",
                                "largest channel difference from the colour at the start")
          .optional()
          .range(0, 255),
      rpc::field<&P::connectivity>("connectivity", "6 or faces, 18 or edges, 26 or corners")
          .optional(),
      rpc::field<&P::max_voxels>("max_voxels", "a larger region is refused").range(1, 0x1p53 - 1));
}

struct FloodFillResult {
  bool success = true;
  std::int64_t voxels_filled = 0;
  std::int64_t changed = 0;

  void set_changed(std::int64_t voxels) { voxels_filled = changed = voxels; }
};
constexpr auto fields_of(rpc::Of<FloodFillResult>) {
  using R = FloodFillResult;
  return rpc::fields(rpc::field<&R::success>("success", "always true"),
                     rpc::field<&R::voxels_filled>("voxels_filled", "voxels that are others now"),
                     rpc::field<&R::changed>("changed", "the same number"));
}

Result<PlannedEdit<FloodFillResult>> flood_fill(Editor& editor, FloodFillParams&& params) {
  constexpr double kVoxelNs = 50;
  PlannedEdit<FloodFillResult> plan;
  GOXEL_ASSIGN(const Layer* layer, require_normal_layer(editor.image(), params.layer));
  plan.layers = {layer->id};
  edit::FloodFillOptions options;
  options.start = params.position;
  options.color = params.color;
  options.tolerance = params.tolerance;
  options.connectivity = params.connectivity.value;
  options.max_voxels = params.max_voxels.value_or(INT64_MAX);
  options.box = editor.image().box();
  const std::int64_t reach = layer->volume.at(options.start).is_empty()
                                 ? voxel_volume(options.box)
                                 : layer->volume.voxel_count();
  plan.cost_ns = kVoxelNs * static_cast<double>(std::min(reach, options.max_voxels));
  plan.apply = [options](Volume& volume, const edit::Scope& scope) -> Result<std::int64_t> {
    auto changed = edit::flood_fill(volume, options, scope);
    if (!changed) return about_param("position", std::move(changed).error());
    return changed;
  };
  return plan;
}

std::span<const rpc::Method> fill_methods() {
  static constexpr auto kTable = std::to_array<rpc::Method>({
      planned_edit<&fill_box>("fill_box", "Draws a colour on every voxel of a box."),
      planned_edit<&clear_box>("clear_box", "Erases the voxels of a box.").freeing(),
      planned_edit<&clear>("clear", "Erases the voxels of a layer, or the selected ones.")
          .freeing(),
      planned_edit<&flood_fill>(
          "flood_fill", "Gives the connected region of one colour, or of empty cells, a colour."),
  });
  return kTable;
}

}  // namespace goxel::methods
