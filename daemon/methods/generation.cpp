#include "core/edit/boolean.hpp"
#include "core/edit/cut_plane.hpp"
#include "core/edit/generate.hpp"
#include "daemon/methods/planned.hpp"
#include "daemon/methods/tables.hpp"
#include "daemon/methods/words.hpp"

namespace goxel::methods {

using rpc::Editor;
using rpc::LayerRef;

struct BooleanLayersParams {
  edit::BooleanOp op = edit::BooleanOp::Union;
  LayerRef source;
  LayerRef target;
};
constexpr auto fields_of(rpc::Of<BooleanLayersParams>) {
  using P = BooleanLayersParams;
  return rpc::fields(rpc::field<&P::op>("op", "union, subtract or intersect"),
                     rpc::field<&P::source>("source", "layer that stays as it is"),
                     rpc::field<&P::target>("target", "layer that is changed"));
}

Result<PlannedEdit<Edited>> boolean_layers(Editor& editor, BooleanLayersParams&& params) {
  constexpr double kTileNs = 5'000;
  GOXEL_ASSIGN(const Layer* source, require_layer(editor.image(), params.source));
  GOXEL_ASSIGN(const Layer* target, require_normal_layer(editor.image(), params.target));
  if (source == target) return invalid_param("source", "it is the target");
  PlannedEdit<Edited> plan;
  plan.layers = {target->id};
  GOXEL_ASSIGN(Volume volume, require_volume(editor.image(), {LayerRef::Kind::Id, source->id, {}}));
  plan.cost_ns = kTileNs * static_cast<double>(volume.tile_count() + target->volume.tile_count());
  plan.apply = [source_volume = std::move(volume), op = params.op](Volume& changing,
                                                                   const edit::Scope& scope) {
    return edit::boolean_layers(changing, source_volume, op, scope);
  };
  return plan;
}

struct CutPlaneParams {
  DVec3 point;
  DVec3 normal{0, 0, 1};
  edit::PlaneSide side = edit::PlaneSide::Above;
  LayerRef layer;
};
constexpr auto fields_of(rpc::Of<CutPlaneParams>) {
  using P = CutPlaneParams;
  return rpc::fields(
      rpc::field<&P::point>("point", "on the plane"), rpc::field<&P::normal>("normal", "of it"),
      rpc::field<&P::side>("side", "above (where the normal points) or below: what is removed")
          .optional(),
      layer_field<&P::layer>());
}

Result<PlannedEdit<Edited>> cut_plane(Editor& editor, CutPlaneParams&& params) {
  constexpr double kTileNs = 10'000;
  PlannedEdit<Edited> plan;
  GOXEL_ASSIGN(const Layer* layer, require_normal_layer(editor.image(), params.layer));
  plan.layers = {layer->id};
  plan.cost_ns = kTileNs * static_cast<double>(layer->volume.tile_count());
  plan.apply = [params](Volume& volume, const edit::Scope& scope) {
    return edit::cut_plane(volume, params.point, params.normal, params.side, scope);
  };
  return plan;
}

struct NoiseParams {
  std::int64_t seed = 0;
  std::optional<IVec3> min;
  std::optional<IVec3> max;
  double scale = edit::NoiseOptions{}.scale_vox;
  std::int32_t octaves = edit::NoiseOptions{}.octaves;
  double threshold = edit::NoiseOptions{}.threshold;
  Rgba color = edit::NoiseOptions{}.color;
  LayerRef layer;
};
constexpr auto fields_of(rpc::Of<NoiseParams>) {
  using P = NoiseParams;
  return rpc::fields(
      rpc::field<&P::seed>("seed", "the same one gives the same voxels").optional(),
      rpc::field<&P::min>("min", "first voxel of the box to fill; absent: the image box"),
      rpc::field<&P::max>("max", "last voxel of it"),
      rpc::field<&P::scale>("scale", "size of the largest features in voxels")
          .optional()
          .range(1, 1e6),
      rpc::field<&P::octaves>("octaves", "each half as large and half as strong")
          .optional()
          .range(1, 8),
      rpc::field<&P::threshold>("threshold", "a voxel is made where the noise is at least this")
          .optional()
          .range(0, 1),
      rpc::color_field<&P::color>("of the voxels").optional(), layer_field<&P::layer>());
}

Result<PlannedEdit<Edited>> generate_noise(Editor& editor, NoiseParams&& params) {
  constexpr double kSampleNs = 15;
  GOXEL_ASSIGN(const std::optional<IBox> box, optional_box(params.min, params.max));
  PlannedEdit<Edited> plan;
  GOXEL_ASSIGN(const Layer* layer, require_normal_layer(editor.image(), params.layer));
  plan.layers = {layer->id};
  const edit::NoiseOptions options{box.value_or(editor.image().box()),
                                   static_cast<std::uint64_t>(params.seed),
                                   params.scale,
                                   params.octaves,
                                   params.threshold,
                                   params.color};
  plan.cost_ns = kSampleNs * params.octaves * static_cast<double>(voxel_volume(options.box));
  plan.apply = [options](Volume& volume, const edit::Scope& scope) {
    return edit::generate_noise(volume, options, scope);
  };
  return plan;
}

struct TerrainParams {
  std::int64_t seed = 0;
  std::optional<IVec3> min;
  std::optional<IVec3> max;
  double scale = edit::TerrainOptions{}.scale_vox;
  std::int32_t octaves = edit::TerrainOptions{}.octaves;
  LayerRef layer;
  Rgba top = edit::TerrainOptions{}.top;
  Rgba earth = edit::TerrainOptions{}.earth;
  Rgba stone = edit::TerrainOptions{}.stone;
};
constexpr auto fields_of(rpc::Of<TerrainParams>) {
  using P = TerrainParams;
  return rpc::fields(
      rpc::field<&P::seed>("seed", "the same one gives the same voxels").optional(),
      rpc::field<&P::min>("min", "first voxel of the box to fill; absent: the image box"),
      rpc::field<&P::max>("max", "last voxel of it; its height is the highest mountain's"),
      rpc::field<&P::scale>("scale", "size of the largest features in voxels")
          .optional()
          .range(1, 1e6),
      rpc::field<&P::octaves>("octaves", "each half as large and half as strong")
          .optional()
          .range(1, 8),
      layer_field<&P::layer>(), rpc::field<&P::top>("top", "colour of the surface").optional(),
      rpc::field<&P::earth>("earth", "colour of the three voxels below it").optional(),
      rpc::field<&P::stone>("stone", "colour of the rest").optional());
}

Result<PlannedEdit<Edited>> generate_terrain(Editor& editor, TerrainParams&& params) {
  constexpr double kVoxelNs = 5;
  GOXEL_ASSIGN(const std::optional<IBox> box, optional_box(params.min, params.max));
  PlannedEdit<Edited> plan;
  GOXEL_ASSIGN(const Layer* layer, require_normal_layer(editor.image(), params.layer));
  plan.layers = {layer->id};
  const edit::TerrainOptions options{box.value_or(editor.image().box()),
                                     static_cast<std::uint64_t>(params.seed),
                                     params.scale,
                                     params.octaves,
                                     params.top,
                                     params.earth,
                                     params.stone};
  plan.cost_ns = kVoxelNs * static_cast<double>(voxel_volume(options.box));
  plan.apply = [options](Volume& volume, const edit::Scope& scope) {
    return edit::generate_terrain(volume, options, scope);
  };
  return plan;
}

std::span<const rpc::Method> generation_methods() {
  static constexpr auto kTable = std::to_array<rpc::Method>({
      planned_edit<&boolean_layers>("boolean_layers",
                                    "Unites a layer with another, subtracts or intersects it."),
      planned_edit<&cut_plane>("cut_plane", "Removes what lies on one side of a plane."),
      planned_edit<&generate_noise>("generate_noise", "Makes voxels from three-dimensional noise."),
      planned_edit<&generate_terrain>("generate_terrain", "Makes a landscape."),
  });
  return kTable;
}

}  // namespace goxel::methods
