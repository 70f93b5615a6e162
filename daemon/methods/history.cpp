#include "core/image/history.hpp"

#include "daemon/methods/edit.hpp"
#include "daemon/methods/tables.hpp"
#include "daemon/rpc/edit_method.hpp"
#include "daemon/rpc/handler.hpp"

namespace goxel::methods {

using rpc::Access;
using rpc::Call;
using rpc::Editor;
using rpc::NoParams;

struct StepsParams {
  std::int32_t steps = 1;
};
constexpr auto fields_of(rpc::Of<StepsParams>) {
  return rpc::fields(
      rpc::field<&StepsParams::steps>("steps", "how many at most").optional().range(1, 1'000'000));
}

struct StepsResult {
  bool success = true;
  std::int64_t steps = 0;
  std::int64_t revision = 0;
};
constexpr auto fields_of(rpc::Of<StepsResult>) {
  using R = StepsResult;
  return rpc::fields(rpc::field<&R::success>("success", "always true"),
                     rpc::field<&R::steps>("steps", "how many were; 0 when there was none"),
                     rpc::field<&R::revision>("revision", "of the project now"));
}

namespace {

std::int64_t revision_of(Call& call) {
  return static_cast<std::int64_t>(call.session().project().revision);
}

}  // namespace

Result<StepsResult> undo(Call& call, const StepsParams& params) {
  const int done = call.session().undo(params.steps);
  return StepsResult{true, done, revision_of(call)};
}

Result<StepsResult> redo(Call& call, const StepsParams& params) {
  const int done = call.session().redo(params.steps);
  return StepsResult{true, done, revision_of(call)};
}

struct HistoryStep {
  std::int64_t revision = 0;
  std::string method;
  std::int64_t time = 0;
  std::int64_t voxels_changed = 0;
};
constexpr auto fields_of(rpc::Of<HistoryStep>) {
  using R = HistoryStep;
  return rpc::fields(
      rpc::field<&R::revision>("revision", "of the project after it"),
      rpc::field<&R::method>("method", "that made it"),
      rpc::field<&R::time>("time", "unix seconds"),
      rpc::field<&R::voxels_changed>("voxels_changed", "0 for what changes no voxels by itself"));
}

struct HistoryResult {
  std::int64_t revision = 0;
  std::int64_t undo_count = 0;
  std::int64_t redo_count = 0;
  std::vector<HistoryStep> history;
};
constexpr auto fields_of(rpc::Of<HistoryResult>) {
  using R = HistoryResult;
  return rpc::fields(rpc::field<&R::revision>("revision", "of the project now"),
                     rpc::field<&R::undo_count>("undo_count", "steps that undo can take back"),
                     rpc::field<&R::redo_count>("redo_count", "steps that redo can make again"),
                     rpc::field<&R::history>("history", "what can be undone, oldest first"));
}

Result<HistoryResult> get_history(Call& call, const NoParams&) {
  const History& history = call.session().project().history;
  HistoryResult result;
  result.revision = revision_of(call);
  result.undo_count = static_cast<std::int64_t>(history.undo_count());
  result.redo_count = static_cast<std::int64_t>(history.redo_count());
  for (const History::Entry& entry : history.entries()) {
    result.history.push_back({static_cast<std::int64_t>(entry.revision), entry.note.method,
                              entry.note.time_ms / 1'000, entry.note.voxels_changed});
  }
  return result;
}

struct SnapshotParams {
  std::string name;
};
constexpr auto fields_of(rpc::Of<SnapshotParams>) {
  return rpc::fields(rpc::field<&SnapshotParams::name>("name", "of the snapshot"));
}

struct SnapshotResult {
  bool success = true;
  std::string name;
};
constexpr auto fields_of(rpc::Of<SnapshotResult>) {
  using R = SnapshotResult;
  return rpc::fields(rpc::field<&R::success>("success", "always true"),
                     rpc::field<&R::name>("name", "as given"));
}

Result<SnapshotResult> create_snapshot(Editor& editor, const SnapshotParams& params) {
  workers::Project& project = editor.edit_project();
  GOXEL_TRY(check_name("name", params.name, editor.limits()));
  if (params.name.empty()) return invalid_param("name", "it is empty");
  GOXEL_TRY(project.snapshots.create(params.name, project.image, editor.limits()));
  return SnapshotResult{true, params.name};
}

Result<SnapshotResult> restore_snapshot(Editor& editor, const SnapshotParams& params) {
  GOXEL_ASSIGN(Image kept, editor.project().snapshots.find(params.name));
  return edit_image(editor, "restore_snapshot", [&](Image& image) -> Result<SnapshotResult> {
    image = std::move(kept);
    return SnapshotResult{true, params.name};
  });
}

Result<SnapshotResult> delete_snapshot(Editor& editor, const SnapshotParams& params) {
  GOXEL_TRY(editor.edit_project().snapshots.remove(params.name));
  return SnapshotResult{true, params.name};
}

struct SnapshotList {
  std::int64_t count = 0;
  std::vector<std::string> snapshots;
};
constexpr auto fields_of(rpc::Of<SnapshotList>) {
  return rpc::fields(rpc::field<&SnapshotList::count>("count", "number of snapshots"),
                     rpc::field<&SnapshotList::snapshots>("snapshots", "names, by alphabet"));
}

Result<SnapshotList> list_snapshots(Call& call, const NoParams&) {
  SnapshotList list;
  list.snapshots = call.session().project().snapshots.names();
  list.count = static_cast<std::int64_t>(list.snapshots.size());
  return list;
}

std::span<const rpc::Method> history_methods() {
  static constexpr auto kTable = std::to_array<rpc::Method>({
      rpc::method<&undo>("undo", Access::Write, "Takes back the last edits.").freeing(),
      rpc::method<&redo>("redo", Access::Write, "Makes edits again that were taken back.")
          .freeing(),
      rpc::method<&get_history>("get_history", Access::Read, "Lists the edits that undo knows."),
      rpc::edit_method<&create_snapshot>("create_snapshot",
                                         "Keeps the whole project under a name."),
      rpc::edit_method<&restore_snapshot>("restore_snapshot",
                                          "Makes the project what it was at a snapshot.")
          .fails(ErrorCode::NotFound)
          .freeing(),
      rpc::method<&list_snapshots>("list_snapshots", Access::Read, "Lists the snapshots."),
      rpc::edit_method<&delete_snapshot>("delete_snapshot", "Forgets a snapshot.")
          .fails(ErrorCode::NotFound)
          .freeing(),
  });
  return kTable;
}

}  // namespace goxel::methods
