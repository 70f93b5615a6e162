#include "core/base/str_cat.hpp"
#include "core/edit/set_voxels.hpp"
#include "daemon/methods/planned.hpp"
#include "daemon/methods/tables.hpp"

namespace goxel::methods {

using rpc::Access;
using rpc::Call;
using rpc::Editor;
using rpc::LayerRef;

struct VoxelParams {
  IVec3 position;
  Rgba color;
  LayerRef layer;
};
constexpr auto fields_of(rpc::Of<VoxelParams>) {
  using P = VoxelParams;
  return rpc::fields(rpc::position_field<&P::position>("voxel to write"),
                     rpc::color_field<&P::color>("its colour; alpha 0 erases"),
                     layer_field<&P::layer>());
}

struct AddVoxelResult {
  bool success = true;
  IVec3 position;
  std::int32_t layer_id = 0;
  Rgba color;
  std::int64_t changed = 0;
};
constexpr auto fields_of(rpc::Of<AddVoxelResult>) {
  using R = AddVoxelResult;
  return rpc::fields(rpc::field<&R::success>("success", "always true"),
                     rpc::position_field<&R::position>("as written"),
                     rpc::field<&R::layer_id>("layer_id", "as given, 0 when it was not"),
                     rpc::field<&R::color>("color", "as written"),
                     rpc::field<&R::changed>("changed", "voxels that are others now, 0 or 1"));
}

Result<AddVoxelResult> add_voxel(Editor& editor, const VoxelParams& params) {
  GOXEL_ASSIGN(const std::int64_t changed,
               write_voxel(editor, "add_voxel", params.layer, {params.position, params.color}));
  return AddVoxelResult{true, params.position, shown_layer_id(params.layer), params.color, changed};
}

struct PaintVoxelsResult {
  bool success = true;
  std::int64_t painted = 1;
  std::int64_t changed = 0;
};
constexpr auto fields_of(rpc::Of<PaintVoxelsResult>) {
  using R = PaintVoxelsResult;
  return rpc::fields(rpc::field<&R::success>("success", "always true"),
                     rpc::field<&R::painted>("painted", "always 1"),
                     rpc::field<&R::changed>("changed", "voxels that are others now, 0 or 1"));
}

Result<PaintVoxelsResult> paint_voxels(Editor& editor, const VoxelParams& params) {
  GOXEL_ASSIGN(const Layer* layer, require_normal_layer(editor.image(), params.layer));
  const IVec3 at = params.position;
  if (layer->volume.at(at).is_empty()) {
    return Error{ErrorCode::NotFound, str_cat("there is no voxel at (", at.x, ", ", at.y, ", ",
                                              at.z, ") of layer ", layer->id)};
  }
  GOXEL_ASSIGN(const std::int64_t changed,
               write_voxel(editor, "paint_voxels", params.layer, {at, params.color}));
  return PaintVoxelsResult{true, 1, changed};
}

struct VoxelPlace {
  IVec3 position;
  LayerRef layer;
};
constexpr auto fields_of(rpc::Of<VoxelPlace>) {
  using P = VoxelPlace;
  return rpc::fields(rpc::position_field<&P::position>("voxel meant"), layer_field<&P::layer>());
}

struct RemoveVoxelResult {
  bool success = true;
  IVec3 position;
  std::int32_t layer_id = 0;
  std::int64_t changed = 0;
};
constexpr auto fields_of(rpc::Of<RemoveVoxelResult>) {
  using R = RemoveVoxelResult;
  return rpc::fields(rpc::field<&R::success>("success", "always true, also for an empty cell"),
                     rpc::position_field<&R::position>("as given"),
                     rpc::field<&R::layer_id>("layer_id", "as given, 0 when it was not"),
                     rpc::field<&R::changed>("changed", "voxels that are gone, 0 or 1"));
}

Result<RemoveVoxelResult> remove_voxel(Editor& editor, const VoxelPlace& params) {
  GOXEL_ASSIGN(const std::int64_t changed,
               write_voxel(editor, "remove_voxel", params.layer, {params.position, kEmpty}));
  return RemoveVoxelResult{true, params.position, shown_layer_id(params.layer), changed};
}

struct RemoveVoxelsParams {
  std::vector<IVec3> positions;
  LayerRef layer;
};
constexpr auto fields_of(rpc::Of<RemoveVoxelsParams>) {
  using P = RemoveVoxelsParams;
  return rpc::fields(rpc::field<&P::positions>("positions", "each [x,y,z] or {x,y,z}"),
                     layer_field<&P::layer>());
}

struct RemoveVoxelsResult {
  bool success = true;
  std::int64_t removed = 0;
  std::int64_t changed = 0;

  void set_changed(std::int64_t voxels) { removed = changed = voxels; }
};
constexpr auto fields_of(rpc::Of<RemoveVoxelsResult>) {
  using R = RemoveVoxelsResult;
  return rpc::fields(rpc::field<&R::success>("success", "always true, also for empty cells"),
                     rpc::field<&R::removed>("removed", "voxels that are gone"),
                     rpc::field<&R::changed>("changed", "the same number"));
}

Result<PlannedEdit<RemoveVoxelsResult>> remove_voxels(Editor& editor, RemoveVoxelsParams&& params) {
  constexpr double kVoxelNs = 30;
  PlannedEdit<RemoveVoxelsResult> plan;
  GOXEL_ASSIGN(const Layer* layer, require_normal_layer(editor.image(), params.layer));
  plan.layers = {layer->id};
  plan.cost_ns = kVoxelNs * static_cast<double>(params.positions.size());
  plan.apply = [positions = std::move(params.positions)](Volume& volume, const edit::Scope& scope) {
    return edit::remove_voxels(volume, positions, scope);
  };
  return plan;
}

struct GetVoxelResult {
  IVec3 position;
  bool exists = false;
  Rgba color;
};
constexpr auto fields_of(rpc::Of<GetVoxelResult>) {
  using R = GetVoxelResult;
  return rpc::fields(rpc::position_field<&R::position>("as given"),
                     rpc::field<&R::exists>("exists", "whether there is a voxel (alpha above 0)"),
                     rpc::field<&R::color>("color", "[0,0,0,0] when there is none"));
}

Result<GetVoxelResult> get_voxel(Call& call, const VoxelPlace& params) {
  GOXEL_ASSIGN(const Volume volume, require_volume(call.image(), params.layer));
  const Rgba color = volume.at(params.position);
  return GetVoxelResult{params.position, !color.is_empty(), color};
}

struct GetVoxelsParams {
  std::vector<IVec3> positions;
  LayerRef layer;
};
constexpr auto fields_of(rpc::Of<GetVoxelsParams>) {
  using P = GetVoxelsParams;
  return rpc::fields(rpc::field<&P::positions>("positions", "each [x,y,z] or {x,y,z}"),
                     read_layer_field<&P::layer>());
}

struct GetVoxelsResult {
  std::int64_t count = 0;
  std::vector<Rgba> colors;
};
constexpr auto fields_of(rpc::Of<GetVoxelsResult>) {
  using R = GetVoxelsResult;
  return rpc::fields(rpc::field<&R::count>("count", "positions given"),
                     rpc::field<&R::colors>("colors", "in their order; [0,0,0,0] where empty"));
}

Result<GetVoxelsResult> get_voxels(Call& call, const GetVoxelsParams& params) {
  GOXEL_ASSIGN(const Volume volume, require_volume(call.image(), params.layer));
  VolumeReader reader(volume);
  GetVoxelsResult result;
  result.count = static_cast<std::int64_t>(params.positions.size());
  result.colors.reserve(params.positions.size());
  for (const IVec3 position : params.positions) result.colors.push_back(reader.at(position));
  return result;
}

std::span<const rpc::Method> voxel_methods() {
  static constexpr auto kTable = std::to_array<rpc::Method>({
      rpc::edit_method<&add_voxel>("add_voxel", "Writes one voxel."),
      rpc::edit_method<&remove_voxel>("remove_voxel", "Erases one voxel.").freeing(),
      planned_edit<&remove_voxels>("remove_voxels", "Erases the voxels of a list.").freeing(),
      rpc::edit_method<&paint_voxels>("paint_voxels", "Recolours one voxel, which must exist."),
      rpc::method<&get_voxel>("get_voxel", Access::Read, "Reads one voxel."),
      rpc::method<&get_voxels>("get_voxels", Access::Read, "Reads the voxels of a list."),
  });
  return kTable;
}

}  // namespace goxel::methods
