#include "core/edit/clipboard.hpp"

#include "core/volume/bounds.hpp"
#include "daemon/methods/planned.hpp"
#include "daemon/methods/tables.hpp"
#include "daemon/methods/words.hpp"

namespace goxel::methods {

using rpc::Editor;
using rpc::LayerRef;

struct CopyParams {
  std::optional<IVec3> min;
  std::optional<IVec3> max;
  LayerRef layer;
};
constexpr auto fields_of(rpc::Of<CopyParams>) {
  using P = CopyParams;
  return rpc::fields(
      rpc::field<&P::min>("min", "first voxel of a box; absent: the selection, or all"),
      rpc::field<&P::max>("max", "last voxel of it"), layer_field<&P::layer>());
}

struct CopyResult {
  bool success = true;
  std::int64_t voxels = 0;
  std::optional<IBox> box;
  std::int64_t changed = 0;
};
constexpr auto fields_of(rpc::Of<CopyResult>) {
  using R = CopyResult;
  return rpc::fields(
      rpc::field<&R::success>("success", "always true"),
      rpc::field<&R::voxels>("voxels", "in the clipboard now"),
      rpc::field<&R::box>("box", "around them, where they were; absent when there are none"),
      rpc::field<&R::changed>("changed", "voxels of the layer that are others now"));
}

namespace {

CopyResult describe(const edit::Clipboard& clipboard, std::int64_t changed) {
  CopyResult result;
  result.voxels = clipboard.volume.voxel_count();
  if (result.voxels > 0) result.box = exact_bounds(clipboard.volume);
  result.changed = changed;
  return result;
}

}  // namespace

Result<CopyResult> copy(Editor& editor, const CopyParams& params) {
  GOXEL_ASSIGN(const std::optional<IBox> box, optional_box(params.min, params.max));
  GOXEL_ASSIGN(const Layer* layer, require_layer(editor.image(), params.layer));
  GOXEL_ASSIGN(const Volume volume,
               require_volume(editor.image(), {rpc::LayerRef::Kind::Id, layer->id, {}}));
  workers::Project& project = editor.edit_project();
  project.clipboard = edit::copy(volume, box.value_or(IBox::everything()), &project.selection);
  return describe(project.clipboard, 0);
}

Result<CopyResult> cut(Editor& editor, const CopyParams& params) {
  GOXEL_ASSIGN(const std::optional<IBox> box, optional_box(params.min, params.max));
  GOXEL_ASSIGN(const Layer* layer, require_normal_layer(editor.image(), params.layer));
  edit::Clipboard clipboard;
  const auto take = [&, id = layer->id](Image& image) -> Result<CopyResult> {
    GOXEL_ASSIGN(const std::int64_t changed,
                 edit::cut(image.edit_layer(id).volume, box.value_or(IBox::everything()), clipboard,
                           edit_scope(editor)));
    return describe(clipboard, changed);
  };
  GOXEL_ASSIGN(const CopyResult result, edit_image(editor, "cut", take));
  editor.edit_project().clipboard = std::move(clipboard);
  return result;
}

struct PasteParams {
  std::optional<IVec3> position;
  std::optional<IVec3> offset;
  LayerRef layer;
  WordOrNumber<BlendMode> mode = {BlendMode::Over};
};
constexpr auto fields_of(rpc::Of<PasteParams>) {
  using P = PasteParams;
  return rpc::fields(
      rpc::field<&P::position>("position", "where the first corner of the clipboard's box goes"),
      rpc::field<&P::offset>("offset", "instead: how far from where it was copied"),
      layer_field<&P::layer>(),
      rpc::field<&P::mode>("mode", "how it is blended onto what is there").optional());
}

Result<PlannedEdit<Edited>> paste(Editor& editor, PasteParams&& params) {
  constexpr double kVoxelNs = 20;
  if (params.position && params.offset) {
    return invalid_param("offset", "given beside position; only one of them can be meant");
  }
  const edit::Clipboard& clipboard = editor.project().clipboard;
  if (clipboard.volume.is_empty()) {
    return Error{ErrorCode::NotFound, "the clipboard is empty: nothing was copied or cut"};
  }
  LVec3 offset = to_long(params.offset.value_or(IVec3{}));
  if (params.position) offset = to_long(*params.position) - exact_bounds(clipboard.volume).min;
  PlannedEdit<Edited> plan;
  GOXEL_ASSIGN(const Layer* layer, require_normal_layer(editor.image(), params.layer));
  plan.layers = {layer->id};
  plan.cost_ns = kVoxelNs * static_cast<double>(clipboard.volume.voxel_count());
  plan.apply = [clipboard, offset, mode = params.mode.value](Volume& volume,
                                                             const edit::Scope& scope) {
    return edit::paste(volume, clipboard, offset, mode, scope);
  };
  return plan;
}

std::span<const rpc::Method> clipboard_methods() {
  static constexpr auto kTable = std::to_array<rpc::Method>({
      rpc::edit_method<&copy>("copy", "Keeps voxels of a layer for paste."),
      rpc::edit_method<&cut>("cut", "Keeps voxels of a layer for paste and erases them."),
      planned_edit<&paste>("paste", "Puts the kept voxels onto a layer."),
  });
  return kTable;
}

}  // namespace goxel::methods
