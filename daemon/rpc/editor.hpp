#pragma once

#include "core/base/limits.hpp"
#include "core/base/progress.hpp"
#include "workers/session.hpp"

#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>

namespace goxel::rpc {

/// What the history keeps of a step that is made now.
HistoryNote step_note(std::string_view method);

/// A project that edits are tried on, away from its session. A value; the thread that owns it.
struct Draft {
  /// All but the history and where it is kept.
  explicit Draft(const workers::Project& of);

  workers::Project project;
  /// Whether it is thrown away when one edit fails. Else each that fails leaves no trace.
  bool is_all_or_nothing = true;
  /// Single edits that take longer are not begun; see Applied.
  double longest_ns = std::numeric_limits<double>::infinity();
  bool has_steps = false;           ///< whether an edit has changed the image
  std::int64_t voxels_changed = 0;  ///< summed over the edits
};

/// What a method that edits may use: a project and the limits. The project is a session's, where
/// each edit becomes a step of the history, or a draft. On the session's worker, or for a draft on
/// any one thread.
class Editor {
 public:
  Editor(workers::Session& session, const Limits& limits) : session_(&session), limits_(limits) {}
  Editor(Draft& draft, const Limits& limits, Progress& progress)
      : draft_(&draft), limits_(limits), progress_(&progress) {}
  Editor(const Editor&) = delete;
  Editor& operator=(const Editor&) = delete;

  const Limits& limits() const { return limits_; }
  /// For the edits: a session's are short and never stop.
  Progress& progress() { return progress_ != nullptr ? *progress_ : no_progress_; }
  const workers::Project& project() const {
    return session_ != nullptr ? session_->project() : draft_->project;
  }
  const Image& image() const { return project().image; }
  /// The project for writing. Changes of the image go through edit_image() or write_voxel().
  workers::Project& edit_project() {
    return session_ != nullptr ? session_->edit_project() : draft_->project;
  }

  /// Whether an edit that takes so long may be made now.
  bool allows(double cost_ns) const { return draft_ == nullptr || cost_ns <= draft_->longest_ns; }

  /// Runs an edit as workers::Session::edit_image() says; `method` is the name of the step.
  template <class Edit>
  auto edit_image(std::string_view method, Edit&& edit) -> decltype(edit(std::declval<Image&>())) {
    if (session_ != nullptr)
      return session_->edit_image(std::forward<Edit>(edit), step_note(method));
    return edit_draft(std::forward<Edit>(edit));
  }
  /// Writes one voxel of a normal layer, which must exist; returns whether it is another one now.
  bool write_voxel(std::string_view method, std::int32_t layer_id, const Voxel& voxel);

 private:
  template <class Edit>
  auto edit_draft(Edit&& edit) -> decltype(edit(std::declval<Image&>())) {
    Image& image = draft_->project.image;
    // A copy makes the edit copy what it touches.
    std::optional<Image> before;
    if (!draft_->is_all_or_nothing) before = image;
    auto result = edit(image);
    std::int64_t changed = 0;
    if (result &&
        workers::Session::has_effect(before ? &*before : nullptr, image, result, changed)) {
      draft_->has_steps = true;
      draft_->voxels_changed += changed;
    } else if (before) {
      image = std::move(*before);
    }
    return result;
  }

  workers::Session* session_ = nullptr;
  Draft* draft_ = nullptr;
  const Limits& limits_;
  Progress* progress_ = nullptr;
  NoProgress no_progress_;
};

}  // namespace goxel::rpc
