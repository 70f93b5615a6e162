#pragma once

#include "core/edit/clipboard.hpp"
#include "core/image/history.hpp"
#include "core/image/image.hpp"
#include "core/image/snapshots.hpp"
#include "core/volume/voxel.hpp"
#include "workers/owner_thread.hpp"
#include "workers/session_id.hpp"

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
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
};

/// One open project, and who may wait for it. Owned by one worker: only that worker's thread
/// touches it.
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
  /// and 0 means that nothing happened: then there is no step. Cost beside the edit's: O(layers),
  /// and the tiles it touched.
  template <class Edit>
  auto edit_image(Edit&& edit, HistoryNote note = {}) -> decltype(edit(std::declval<Image&>())) {
    owner_.assert_held();
    Image before = project_.image;
    try {
      auto result = edit(project_.image);
      if (result && has_effect(result, note.voxels_changed)) {
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
  }

  /// Connections bound to it, on this worker.
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
  template <class R>
  static bool has_effect(const Result<R>& result, std::int64_t& voxels_changed) {
    if constexpr (requires { result->changed; }) {
      voxels_changed = result->changed;
      return voxels_changed != 0;
    } else {
      return true;
    }
  }
  void record(const Image& before, HistoryNote note);

  OwnerThread owner_;
  const SessionId id_;
  const std::string principal_;
  bool is_ephemeral_ GOXEL_GUARDED_BY(owner_) = false;
  Project project_ GOXEL_GUARDED_BY(owner_);
  SteadyTime last_used_ GOXEL_GUARDED_BY(owner_);
  int bound_connections_ GOXEL_GUARDED_BY(owner_) = 0;
  bool is_barred_ GOXEL_GUARDED_BY(owner_) = false;
  std::deque<std::function<void()>> waiting_ GOXEL_GUARDED_BY(owner_);
};

}  // namespace goxel::workers
