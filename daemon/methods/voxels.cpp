#include "core/base/str_cat.hpp"
#include "core/volume/bulk.hpp"
#include "daemon/methods/layer_choice.hpp"
#include "daemon/methods/tables.hpp"
#include "daemon/rpc/handler.hpp"

namespace goxel::methods {

using rpc::Access;
using rpc::Call;
using rpc::LayerRef;

struct AddVoxelParams {
  IVec3 position;
  Rgba color;
  LayerRef layer;
};
constexpr auto fields_of(rpc::Of<AddVoxelParams>) {
  using P = AddVoxelParams;
  return rpc::fields(rpc::position_field<&P::position>("voxel to write"),
                     rpc::color_field<&P::color>("its colour; alpha 0 erases"),
                     rpc::field<&P::layer>("layer", "id or name; 0 or absent: the active one")
                         .alias("layer_id")
                         .optional());
}

struct AddVoxelResult {
  bool success = true;
  IVec3 position;
  std::int32_t layer_id = 0;
  Rgba color;
};
constexpr auto fields_of(rpc::Of<AddVoxelResult>) {
  using R = AddVoxelResult;
  return rpc::fields(rpc::field<&R::success>("success", "always true"),
                     rpc::position_field<&R::position>("as written"),
                     rpc::field<&R::layer_id>("layer_id", "as given, 0 when it was not"),
                     rpc::field<&R::color>("color", "as written"));
}

Result<AddVoxelResult> add_voxel(Call& call, const AddVoxelParams& params) {
  GOXEL_ASSIGN(Layer * layer,
               require_editable_layer(call.session().edit_project().image, params.layer));
  layer->volume.set(params.position, params.color);
  call.session().mark_changed();
  return AddVoxelResult{true, params.position, shown_layer_id(params.layer), params.color};
}

struct VoxelEntry {
  IVec3 position;
  Rgba color;
};
constexpr auto fields_of(rpc::Of<VoxelEntry>) {
  return rpc::fields(rpc::position_field<&VoxelEntry::position>("voxel to write"),
                     rpc::color_field<&VoxelEntry::color>("its colour; alpha 0 erases"));
}

struct AddVoxelsParams {
  std::vector<VoxelEntry> voxels;
  LayerRef layer;
};
constexpr auto fields_of(rpc::Of<AddVoxelsParams>) {
  using P = AddVoxelsParams;
  return rpc::fields(
      rpc::field<&P::voxels>(
          "voxels",
          "each {x,y,z,r,g,b,a?} or [x,y,z,r,g,b,a?]; of equal positions the last counts"),
      rpc::field<&P::layer>("layer", "id or name; 0 or absent: the active one")
          .alias("layer_id")
          .optional());
}

struct AddVoxelsResult {
  bool success = true;
  std::int64_t added = 0;
  std::int64_t failed = 0;
  std::int64_t changed = 0;
};
constexpr auto fields_of(rpc::Of<AddVoxelsResult>) {
  using R = AddVoxelsResult;
  return rpc::fields(
      rpc::field<&R::success>("success", "always true"),
      rpc::field<&R::added>("added", "voxels given"), rpc::field<&R::failed>("failed", "always 0"),
      rpc::field<&R::changed>("changed", "positions whose voxel is another one now"));
}

Result<AddVoxelsResult> add_voxels(Call& call, const AddVoxelsParams& params) {
  GOXEL_ASSIGN(Layer * layer,
               require_editable_layer(call.session().edit_project().image, params.layer));
  std::vector<Voxel> voxels;
  voxels.reserve(params.voxels.size());
  for (const VoxelEntry& entry : params.voxels) voxels.push_back({entry.position, entry.color});
  AddVoxelsResult result;
  result.added = static_cast<std::int64_t>(params.voxels.size());
  result.changed = set_voxels(layer->volume, voxels);
  call.session().mark_changed();
  return result;
}

struct VoxelPlace {
  IVec3 position;
  LayerRef layer;
};
constexpr auto fields_of(rpc::Of<VoxelPlace>) {
  using P = VoxelPlace;
  return rpc::fields(rpc::position_field<&P::position>("voxel meant"),
                     rpc::field<&P::layer>("layer", "id or name; 0 or absent: the active one")
                         .alias("layer_id")
                         .optional());
}

struct RemoveVoxelResult {
  bool success = true;
  IVec3 position;
  std::int32_t layer_id = 0;
};
constexpr auto fields_of(rpc::Of<RemoveVoxelResult>) {
  using R = RemoveVoxelResult;
  return rpc::fields(rpc::field<&R::success>("success", "always true, also for an empty cell"),
                     rpc::position_field<&R::position>("as given"),
                     rpc::field<&R::layer_id>("layer_id", "as given, 0 when it was not"));
}

Result<RemoveVoxelResult> remove_voxel(Call& call, const VoxelPlace& params) {
  GOXEL_ASSIGN(Layer * layer,
               require_editable_layer(call.session().edit_project().image, params.layer));
  if (!layer->volume.at(params.position).is_empty()) {
    layer->volume.set(params.position, kEmpty);
    call.session().mark_changed();
  }
  return RemoveVoxelResult{true, params.position, shown_layer_id(params.layer)};
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
  Rgba color;
  if (params.layer.kind == LayerRef::Kind::AllVisible) {
    GOXEL_ASSIGN(const Volume flat, require_volume(call.image(), params.layer));
    color = flat.at(params.position);
  } else {
    GOXEL_ASSIGN(const Layer* layer, require_layer(call.image(), params.layer));
    color = layer->volume.at(params.position);
  }
  return GetVoxelResult{params.position, !color.is_empty(), color};
}

std::span<const rpc::Method> voxel_methods() {
  static constexpr auto kTable = std::to_array<rpc::Method>({
      rpc::method<&add_voxel>("add_voxel", Access::Write, "Writes one voxel."),
      rpc::method<&add_voxels>("add_voxels", Access::Write, "Writes a list of voxels, all or none.")
          .bare(),
      rpc::method<&remove_voxel>("remove_voxel", Access::Write, "Erases one voxel."),
      rpc::method<&get_voxel>("get_voxel", Access::Read, "Reads one voxel."),
  });
  return kTable;
}

}  // namespace goxel::methods
