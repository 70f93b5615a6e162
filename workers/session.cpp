#include "workers/session.hpp"

#include <utility>

namespace goxel::workers {

std::optional<VoxelChange> set_voxel(Image& image, std::int32_t layer_id, const Voxel& voxel) {
  const Layer* layer = image.find_layer(layer_id);
  GOXEL_ASSERT(layer != nullptr && layer->kind() == LayerKind::Normal);
  const Rgba before = layer->volume.at(voxel.position);
  const Rgba after = voxel.color.is_empty() ? kEmpty : voxel.color;
  if (before == after) return std::nullopt;
  image.edit_layer(layer_id).volume.set(voxel.position, after);
  return VoxelChange{layer_id, voxel.position, before, after};
}

Session::Session(SessionId id, std::string principal, Project project, SteadyTime now)
    : id_(id), principal_(std::move(principal)), project_(std::move(project)), last_used_(now) {}

void Session::record(const Image& before, HistoryNote note) {
  owner_.assert_held();
  project_.history.record(before, project_.image, std::move(note));
  project_.revision = project_.history.revision();
}

bool Session::write_voxel(std::int32_t layer_id, const Voxel& voxel, HistoryNote note) {
  owner_.assert_held();
  const auto change = set_voxel(project_.image, layer_id, voxel);
  if (!change) return false;
  note.voxels_changed = 1;
  project_.history.record_voxel(*change, std::move(note));
  project_.revision = project_.history.revision();
  return true;
}

int Session::undo(int steps) {
  owner_.assert_held();
  const int done = project_.history.undo(project_.image, steps);
  project_.revision = project_.history.revision();
  return done;
}

int Session::redo(int steps) {
  owner_.assert_held();
  const int done = project_.history.redo(project_.image, steps);
  project_.revision = project_.history.revision();
  return done;
}

void Session::rest() {
  owner_.assert_held();
  GOXEL_ASSERT(!is_resting_ && !is_barred_);
  Project listed;
  listed.name = std::move(project_.name);
  listed.revision = project_.revision;
  listed.saved_revision = project_.saved_revision;
  project_ = std::move(listed);
  hold_.release();
  is_resting_ = true;
}

void Session::wake(Project project) {
  owner_.assert_held();
  GOXEL_ASSERT(is_resting_);
  project_ = std::move(project);
  is_resting_ = false;
}

void Session::wait(std::function<void()> request) {
  owner_.assert_held();
  GOXEL_ASSERT(must_wait());
  GOXEL_ASSERT(request);
  waiting_.push_back(std::move(request));
}

std::function<void()> Session::take_waiting() {
  owner_.assert_held();
  if (waiting_.empty()) return nullptr;
  auto request = std::move(waiting_.front());
  waiting_.pop_front();
  return request;
}

}  // namespace goxel::workers
