#include "core/edit/select.hpp"
#include "core/volume/bounds.hpp"
#include "daemon/methods/edit.hpp"
#include "daemon/methods/tables.hpp"
#include "daemon/methods/words.hpp"
#include "daemon/rpc/edit_method.hpp"
#include "daemon/rpc/handler.hpp"

namespace goxel::methods {

using edit::SelectOp;
using rpc::Access;
using rpc::Call;
using rpc::Editor;
using rpc::LayerRef;
using rpc::NoParams;

struct Selected {
  bool success = true;
  std::int64_t voxels = 0;
  std::optional<IBox> box;
};
constexpr auto fields_of(rpc::Of<Selected>) {
  using R = Selected;
  return rpc::fields(
      rpc::field<&R::success>("success", "always true"),
      rpc::field<&R::voxels>("voxels", "that are selected; with 0 edits are not restricted"),
      rpc::field<&R::box>("box", "around them; absent when there are none"));
}

namespace {

template <auto Member>
constexpr rpc::FieldInfo op_field() {
  return rpc::field<Member>("op", "set, add or sub: what becomes of what was selected").optional();
}

Selected describe(const Volume& selection) {
  Selected result;
  result.voxels = selection.voxel_count();
  if (result.voxels > 0) result.box = exact_bounds(selection);
  return result;
}

/// Changes the selection by `select(Volume& selection, const Volume& layer)`.
template <class Select>
Result<Selected> change_selection(Editor& editor, const LayerRef& layer, Select&& select) {
  GOXEL_ASSIGN(const Volume volume, require_volume(editor.image(), layer));
  Volume& selection = editor.edit_project().selection;
  GOXEL_TRY(select(selection, volume));
  return describe(selection);
}

}  // namespace

struct SelectBoxParams {
  IVec3 min;
  IVec3 max;
  SelectOp op = SelectOp::Set;
  LayerRef layer;
};
constexpr auto fields_of(rpc::Of<SelectBoxParams>) {
  using P = SelectBoxParams;
  return rpc::fields(
      rpc::position_field<&P::min>("first voxel", "min", {"min_x", "min_y", "min_z"}),
      rpc::position_field<&P::max>("last voxel", "max", {"max_x", "max_y", "max_z"}),
      op_field<&P::op>(), read_layer_field<&P::layer>());
}

Result<Selected> select_box(Editor& editor, const SelectBoxParams& params) {
  return change_selection(editor, params.layer, [&](Volume& selection, const Volume& layer) {
    edit::select_box(selection, layer, IBox::inclusive(params.min, params.max), params.op);
    return Result<void>();
  });
}

struct SelectColorParams {
  Rgba color;
  std::int32_t tolerance = 0;
  SelectOp op = SelectOp::Set;
  LayerRef layer;
};
constexpr auto fields_of(rpc::Of<SelectColorParams>) {
  using P = SelectColorParams;
  return rpc::fields(
      rpc::color_field<&P::color>("to look for"),
      rpc::field<&P::tolerance>("tolerance", "largest channel difference, alpha included")
          .optional()
          .range(0, 255),
      op_field<&P::op>(), read_layer_field<&P::layer>());
}

Result<Selected> select_color(Editor& editor, const SelectColorParams& params) {
  return change_selection(editor, params.layer, [&](Volume& selection, const Volume& layer) {
    edit::select_color(selection, layer, params.color, params.tolerance, params.op);
    return Result<void>();
  });
}

struct SelectConnectedParams {
  IVec3 position;
  std::int32_t tolerance = 0;
  WordOrNumber<Connectivity> connectivity = {Connectivity::Faces};
  SelectOp op = SelectOp::Set;
  LayerRef layer;
};
constexpr auto fields_of(rpc::Of<SelectConnectedParams>) {
  using P = SelectConnectedParams;
  return rpc::fields(
      rpc::position_field<&P::position>("a voxel; an empty cell selects nothing"),
      rpc::field<&P::tolerance>("tolerance",
                                "largest channel difference between neighbours; 255 ignores colour")
          .optional()
          .range(0, 255),
      rpc::field<&P::connectivity>("connectivity", "6 or faces, 18 or edges, 26 or corners")
          .optional(),
      op_field<&P::op>(), read_layer_field<&P::layer>());
}

Result<Selected> select_connected(Editor& editor, const SelectConnectedParams& params) {
  const edit::SelectConnectedOptions options{params.position, params.tolerance,
                                             params.connectivity.value, params.op};
  return change_selection(editor, params.layer,
                          [&](Volume& selection, const Volume& layer) -> Result<void> {
                            GOXEL_TRY(edit::select_connected(selection, layer, options,
                                                             {editor.limits(), editor.progress()}));
                            return {};
                          });
}

Result<Selected> get_selection(Call& call, const NoParams&) {
  return describe(call.session().project().selection);
}

Result<Selected> clear_selection(Editor& editor, const NoParams&) {
  editor.edit_project().selection.clear();
  return Selected{};
}

std::span<const rpc::Method> selection_methods() {
  static constexpr auto kTable = std::to_array<rpc::Method>({
      rpc::edit_method<&select_box>(
          "select_box", "Selects the voxels in a box: edits then change, or move, no others."),
      rpc::edit_method<&select_color>("select_color", "Selects the voxels of about one colour."),
      rpc::edit_method<&select_connected>("select_connected",
                                          "Selects the voxels connected to one."),
      rpc::method<&get_selection>("get_selection", Access::Read, "Tells what is selected."),
      rpc::edit_method<&clear_selection>("clear_selection",
                                         "Selects nothing: edits are free again."),
  });
  return kTable;
}

}  // namespace goxel::methods
