#include "daemon/methods/edit.hpp"

#include "core/volume/bounds.hpp"

namespace goxel::methods {

Result<std::int64_t> write_voxel(rpc::Editor& editor, std::string_view method,
                                 const rpc::LayerRef& layer, const Voxel& voxel) {
  GOXEL_ASSIGN(const Layer* found, require_normal_layer(editor.image(), layer));
  const Volume& selection = editor.project().selection;
  if (!selection.is_empty() && selection.at(voxel.position).is_empty()) return std::int64_t{0};
  // Only where it takes a new tile: the check of a layer near the limit reads all of its tiles.
  if (!voxel.color.is_empty() && found->volume.find_tile(TileCoord::of(voxel.position)) == nullptr)
    GOXEL_TRY(edit::check_size(found->volume, editor.limits()));
  const bool is_changed = editor.write_voxel(method, found->id, voxel);
  return std::int64_t{is_changed ? 1 : 0};
}

edit::Scope edit_scope(rpc::Editor& editor) {
  return {editor.limits(), editor.progress(), &editor.project().selection};
}

IBox working_box(rpc::Editor& editor, const Layer& layer) {
  const Volume& selection = editor.project().selection;
  if (!selection.is_empty()) return exact_bounds(selection);
  return drawing_clip(layer).value_or(editor.image().box());
}

std::optional<IBox> drawing_clip(const Layer& layer) {
  return layer.box ? box_of_matrix(*layer.box) : std::nullopt;
}

}  // namespace goxel::methods
