#pragma once

#include "core/edit/clipboard.hpp"
#include "core/image/history.hpp"
#include "core/image/image.hpp"
#include "core/image/snapshots.hpp"
#include "core/volume/voxel.hpp"
#include "workers/owner_thread.hpp"
#include "workers/project_lock.hpp"
#include "workers/session_id.hpp"

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace goxel::workers {

using SteadyTime = std::chrono::steady_clock::time_point;

/// What a session is open on: an image, where it came from, and what its user keeps beside it. A
/// value; copying costs O(layers, steps and snapshots).
struct Project {
  std::string name;
  LVec3 size = {64, 64, 64};  ///< as asked for at creation
  Image image = {};
  std::string path = {};  ///< where it was loaded from or saved last; empty: nowhere yet
  History history = History();
  Snapshots snapshots = {};
  Volume selection = {};  ///< white voxels; an empty one restricts nothing
  edit::Clipboard clipboard = {};
  std::vector<Rgba> palette = {};
  std::uint64_t revision = 0;        ///< grows with every change; the history's own
  std::uint64_t saved_revision = 0;  ///< the revision that `path`, or nothing, holds

  bool is_dirty() const { return revision != saved_revision; }
  /// Whether there is anything in it beyond what it was opened with.
  bool was_touched() const {
    return revision != 0 || !snapshots.names().empty() || !selection.is_empty() ||
           !clipboard.volume.is_empty() || !palette.empty();
  }
};

/// Writes one voxel of a normal layer, which must exist; returns what changed, if anything. O(1).
std::optional<VoxelChange> set_voxel(Image& image, std::int32_t layer_id, const Voxel& voxel);

/// One open project, and who may wait for it. It may rest: then its image is in a store outside,
/// and what stays here is who is bound to it and what is listed of it. Owned by one worker: only
/// that worker's thread touches it.
class Session {
 public:
  /// `principal` says whose it is, for example "uid:1000".
  Session(SessionId id, std::string principal, Project project, SteadyTime now);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  const SessionId& id() const { return id_; }
  const std::string& principal() const { return principal_; }
  bool is_ephemeral() const {
    owner_.assert_held();
    return is_ephemeral_;
  }
  void set_ephemeral(bool is_ephemeral) {
    owner_.assert_held();
    is_ephemeral_ = is_ephemeral;
  }

  const Project& project() const {
    owner_.assert_held();
    return project_;
  }
  const Image& image() const { return project().image; }
  /// The project for writing. Changes of the image go through edit_image() or write_voxel().
  Project& edit_project() {
    owner_.assert_held();
    return project_;
  }

  /// Runs an edit that may fail half-way and records it as one step that can be undone. On an
  /// error, or an exception, which passes through, the image is what it was before, bit for bit.
  /// When the value of the result has a member `changed`, that is how many voxels are others now,
  /// and 0 means that nothing happened; without one the images are compared. When nothing happened
  /// there is no step. Cost beside the edit's: O(layers), and the tiles it touched.
  template <class Edit>
  auto edit_image(Edit&& edit, HistoryNote note = {}) -> decltype(edit(std::declval<Image&>())) {
    owner_.assert_held();
    Image before = project_.image;
    try {
      auto result = edit(project_.image);
      if (result && has_effect(&before, project_.image, result, note.voxels_changed)) {
        record(before, std::move(note));
      } else {
        project_.image = std::move(before);
      }
      return result;
    } catch (...) {
      project_.image = std::move(before);
      throw;
    }
  }

  /// The same for an edit that was made on a snapshot elsewhere, while nothing else wrote: `image`
  /// is what came of it, `outcome` what edit_image() calls the value of the result, `unshared` is
  /// goxel::unshared_bytes(image(), image). Returns what History::record() does. O(layers).
  template <class R>
  std::vector<Image> replace_image(Image image, std::int64_t unshared, const R& outcome,
                                   HistoryNote note) {
    owner_.assert_held();
    if (!has_effect(&project_.image, image, &outcome, note.voxels_changed)) return {};
    std::swap(project_.image, image);
    auto dropped = project_.history.record(std::move(image), unshared, std::move(note));
    project_.revision = project_.history.revision();
    return dropped;
  }

  /// Whether an edit with this outcome is a step, and of how many voxels. `result`: points to what
  /// edit_image() calls its value, or is a Result that has one. `before`: null when nobody knows.
  template <class R>
  static bool has_effect(const Image* before, const Image& after, const R& result,
                         std::int64_t& voxels_changed) {
    if constexpr (requires { result->changed; }) {
      voxels_changed = result->changed;
      return voxels_changed != 0;
    } else {
      return before == nullptr || !(*before == after);
    }
  }

  /// Writes one voxel of a normal layer and records that alone, so that a stream of them copies no
  /// tiles. Returns whether it is another one now. `layer_id` must exist. O(1).
  bool write_voxel(std::int32_t layer_id, const Voxel& voxel, HistoryNote note);
  /// Takes back, or makes again, up to `steps` steps; returns how many were. O(1) a step.
  int undo(int steps);
  int redo(int steps);

  SteadyTime last_used() const {
    owner_.assert_held();
    return last_used_;
  }
  void touch(SteadyTime now) {
    owner_.assert_held();
    last_used_ = now;
    ++use_count_;
    hold_.touch(now);
  }
  /// Requests so far; the same number means that nobody has used it in between.
  std::uint64_t use_count() const {
    owner_.assert_held();
    return use_count_;
  }

  /// Its place in the project lock, if it has one; ends with it.
  ProjectHold& hold() {
    owner_.assert_held();
    return hold_;
  }
  /// Keeps something for as long as the session exists.
  void keep(std::shared_ptr<const void> companion) {
    owner_.assert_held();
    companion_ = std::move(companion);
  }

  bool is_resting() const {
    owner_.assert_held();
    return is_resting_;
  }
  /// Gives back the image, its history and all that belongs to them, and the place in the project
  /// lock; a copy of them exists elsewhere.
  void rest();
  /// Goes on with that copy.
  void wake(Project project);
  /// Why it could not be woken, for the requests that waited for that; nothing else.
  const std::optional<Error>& wake_error() const {
    owner_.assert_held();
    return wake_error_;
  }
  void set_wake_error(std::optional<Error> error) {
    owner_.assert_held();
    wake_error_ = std::move(error);
  }

  /// Counts the times that all its connections were released at once: a connection that was bound
  /// before and arrives after that is not bound any more.
  std::uint32_t binding_epoch() const {
    owner_.assert_held();
    return binding_epoch_;
  }
  void unbind_all() {
    owner_.assert_held();
    bound_connections_ = 0;
    ++binding_epoch_;
  }
  /// Connections bound to it, on this worker or on their way to it.
  int bound_connections() const {
    owner_.assert_held();
    return bound_connections_;
  }
  void bind() {
    owner_.assert_held();
    ++bound_connections_;
  }
  void unbind() {
    owner_.assert_held();
    GOXEL_ASSERT(bound_connections_ > 0);
    --bound_connections_;
  }

  /// Jobs that were started for it and have not been finished.
  void begin_job() {
    owner_.assert_held();
    ++jobs_;
  }
  void end_job() {
    owner_.assert_held();
    GOXEL_ASSERT(jobs_ > 0);
    --jobs_;
  }
  /// Whether anything is under way or waits for it, so that it cannot rest.
  bool is_busy() const {
    owner_.assert_held();
    return is_barred_ || !waiting_.empty() || jobs_ > 0;
  }

  /// True while a long method that changes this session is under way: later requests to it wait.
  bool is_barred() const {
    owner_.assert_held();
    return is_barred_;
  }
  void raise_barrier() {
    owner_.assert_held();
    GOXEL_ASSERT(!is_barred_);
    is_barred_ = true;
  }
  void lower_barrier() {
    owner_.assert_held();
    GOXEL_ASSERT(is_barred_);
    is_barred_ = false;
  }
  /// True when a request that arrives now must wait(): the barrier is up, or earlier requests that
  /// waited for it have yet to run. Not to be asked by a request that resume() runs.
  bool must_wait() const {
    owner_.assert_held();
    return is_barred_ || !waiting_.empty();
  }
  /// Takes a request that must_wait(). SessionTable::resume() runs it.
  void wait(std::function<void()> request);
  /// The request that has waited longest, or null.
  std::function<void()> take_waiting();

 private:
  void record(const Image& before, HistoryNote note);

  OwnerThread owner_;
  const SessionId id_;
  const std::string principal_;
  bool is_ephemeral_ GOXEL_GUARDED_BY(owner_) = false;
  Project project_ GOXEL_GUARDED_BY(owner_);
  SteadyTime last_used_ GOXEL_GUARDED_BY(owner_);
  ProjectHold hold_ GOXEL_GUARDED_BY(owner_);
  std::shared_ptr<const void> companion_ GOXEL_GUARDED_BY(owner_);
  bool is_resting_ GOXEL_GUARDED_BY(owner_) = false;
  std::optional<Error> wake_error_ GOXEL_GUARDED_BY(owner_);
  std::uint64_t use_count_ GOXEL_GUARDED_BY(owner_) = 0;
  int jobs_ GOXEL_GUARDED_BY(owner_) = 0;
  int bound_connections_ GOXEL_GUARDED_BY(owner_) = 0;
  std::uint32_t binding_epoch_ GOXEL_GUARDED_BY(owner_) = 0;
  bool is_barred_ GOXEL_GUARDED_BY(owner_) = false;
  std::deque<std::function<void()>> waiting_ GOXEL_GUARDED_BY(owner_);
};

}  // namespace goxel::workers
