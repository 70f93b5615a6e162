#pragma once

#include "core/image/image.hpp"
#include "workers/owner_thread.hpp"
#include "workers/session_id.hpp"

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <string>
#include <utility>

namespace goxel::workers {

using SteadyTime = std::chrono::steady_clock::time_point;

/// What a session is open on: an image, and where it came from. A value; copying takes a snapshot.
struct Project {
  std::string name;
  LVec3 size = {64, 64, 64};  ///< as asked for at creation
  Image image = {};
  std::string path = {};             ///< where it was loaded from or saved last; empty: nowhere yet
  std::uint64_t revision = 0;        ///< grows with every change
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
  /// The project for writing. Whoever changes the image calls mark_changed() after.
  Project& edit_project() {
    owner_.assert_held();
    return project_;
  }
  void mark_changed() {
    owner_.assert_held();
    ++project_.revision;
  }

  /// Runs an edit that may fail half-way: on an error, or an exception, which passes through, the
  /// image is what it was before, bit for bit.
  template <class Edit>
  auto edit_image(Edit&& edit) -> decltype(edit(std::declval<Image&>())) {
    owner_.assert_held();
    Image before = project_.image;
    try {
      auto result = edit(project_.image);
      if (result) {
        ++project_.revision;
      } else {
        project_.image = std::move(before);
      }
      return result;
    } catch (...) {
      project_.image = std::move(before);
      throw;
    }
  }

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
