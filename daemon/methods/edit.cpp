#include "daemon/methods/edit.hpp"

#include "core/volume/bounds.hpp"

#include <chrono>

namespace goxel::methods {

HistoryNote step_note(std::string_view method) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return {std::string(method), std::chrono::duration_cast<std::chrono::milliseconds>(now).count(),
          0};
}

Result<std::int64_t> write_voxel(rpc::Call& call, std::string_view method,
                                 const rpc::LayerRef& layer, const Voxel& voxel) {
  GOXEL_ASSIGN(const Layer* found, require_normal_layer(call.image(), layer));
  const Volume& selection = call.session().project().selection;
  if (!selection.is_empty() && selection.at(voxel.position).is_empty()) return std::int64_t{0};
  // Only where it takes a new tile: the check of a layer near the limit reads all of its tiles.
  if (!voxel.color.is_empty() && found->volume.find_tile(TileCoord::of(voxel.position)) == nullptr)
    GOXEL_TRY(edit::check_size(found->volume, call.limits()));
  const bool is_changed = call.session().write_voxel(found->id, voxel, step_note(method));
  return std::int64_t{is_changed ? 1 : 0};
}

edit::Scope edit_scope(rpc::Call& call, Progress& progress) {
  return {call.limits(), progress, &call.session().project().selection};
}

IBox working_box(rpc::Call& call, const Layer& layer) {
  const Volume& selection = call.session().project().selection;
  if (!selection.is_empty()) return exact_bounds(selection);
  if (layer.box) {
    if (const auto box = box_of_matrix(*layer.box)) return *box;
  }
  return call.image().box();
}

}  // namespace goxel::methods
