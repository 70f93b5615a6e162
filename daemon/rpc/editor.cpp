#include "daemon/rpc/editor.hpp"

#include <chrono>
#include <string>

namespace goxel::rpc {

HistoryNote step_note(std::string_view method) {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return {std::string(method), std::chrono::duration_cast<std::chrono::milliseconds>(now).count(),
          0};
}

Draft::Draft(const workers::Project& of) {
  project.name = of.name;
  project.size = of.size;
  project.image = of.image;
  project.snapshots = of.snapshots;
  project.selection = of.selection;
  project.clipboard = of.clipboard;
  project.palette = of.palette;
}

bool Editor::write_voxel(std::string_view method, std::int32_t layer_id, const Voxel& voxel) {
  if (session_ != nullptr) return session_->write_voxel(layer_id, voxel, step_note(method));
  const bool is_changed = workers::set_voxel(draft_->project.image, layer_id, voxel).has_value();
  if (is_changed) {
    draft_->has_steps = true;
    ++draft_->voxels_changed;
  }
  return is_changed;
}

}  // namespace goxel::rpc
