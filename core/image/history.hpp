#pragma once

#include "core/image/image.hpp"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

namespace goxel {

/// What a step was, for get_history.
struct HistoryNote {
  std::string method;
  std::int64_t time_ms = 0;  ///< handed in by the caller, who owns the clock
  std::int64_t voxels_changed = 0;
};

/// One voxel before and after.
struct VoxelChange {
  std::int32_t layer_id = 0;
  IVec3 position;
  Rgba before;
  Rgba after;
};

struct HistoryLimits {
  std::int64_t steps = 1'000;
  std::int64_t size_bytes = 256LL << 20;  ///< held by steps alone, not shared with the image
};

/// Bytes that `held` keeps alive and `current` does not share: what a step takes that leads from
/// one to the other. Cost: O(nodes), and the tiles that differ.
std::int64_t unshared_bytes(const Image& held, const Image& current);

/// Undo and redo of one project. A step is either the whole image before an edit (O(1) through
/// copy-on-write), or, for a stream of single voxels, just that voxel: a snapshot for each would
/// make every write copy its tile.
///
/// Past a limit the oldest step goes, even when it is the only one. Owned by one thread.
class History {
 public:
  struct Entry {
    std::uint64_t revision = 0;  ///< of the image after the step
    HistoryNote note;
  };

  /// `revision` is where the count begins: that of the image a project goes on from.
  explicit History(HistoryLimits limits = {}, std::uint64_t revision = 0)
      : limits_(limits), revision_(revision) {}

  /// Grows with every recorded step, undo and redo; the same number means the same image.
  std::uint64_t revision() const { return revision_; }

  /// After an edit: `before` is the image as it was, `after` as it is. Drops what could be redone.
  /// Cost: O(nodes), and the tiles that the edit touched.
  void record(Image before, const Image& after, HistoryNote note);
  /// The same when unshared_bytes(before, after) is known. Returns the images that no step needs
  /// any more: destroying them costs what they do not share, and need not happen here. O(layers).
  std::vector<Image> record(Image before, std::int64_t unshared_bytes, HistoryNote note);
  /// After a single voxel was written. O(1).
  void record_voxel(const VoxelChange& change, HistoryNote note);
  /// For a change that cannot be undone, such as a load: a new revision, and nothing to undo or
  /// redo any more.
  void reset();

  /// Takes back up to `steps` steps; returns how many were. O(1) a step.
  int undo(Image& image, int steps = 1);
  /// Makes up to `steps` undone steps again; returns how many were.
  int redo(Image& image, int steps = 1);

  /// The steps that can be undone, oldest first.
  std::vector<Entry> entries() const;
  std::size_t undo_count() const { return undo_.size(); }
  std::size_t redo_count() const { return redo_.size(); }
  std::int64_t size_bytes() const { return size_bytes_; }

 private:
  struct Step {
    Entry entry;
    VoxelChange change = {};
    std::optional<Image> image =
        std::nullopt;  ///< the state on the other side; none for a single voxel
    std::int64_t size_bytes = 0;
  };

  /// Both give the images that are left over.
  std::vector<Image> push(Step step);
  void trim(std::vector<Image>& dropped);
  /// Takes the image over the step, and turns the step round.
  void cross(Image& image, Step& step, bool forward);

  HistoryLimits limits_;
  std::uint64_t revision_;
  std::int64_t size_bytes_ = 0;  ///< of undo_ and redo_
  std::deque<Step> undo_;        ///< oldest first
  std::vector<Step> redo_;       ///< the next one last
};

}  // namespace goxel
