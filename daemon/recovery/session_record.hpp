#pragma once

#include "core/base/result.hpp"
#include "daemon/recovery/copy_info.hpp"
#include "daemon/recovery/image_remainder.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace goxel::recovery {

inline constexpr std::string_view kRecordFile = "session.json";
inline constexpr std::string_view kImageFile = "project.gox";
inline constexpr std::string_view kSelectionFile = "selection.gox";
inline constexpr std::string_view kClipboardFile = "clipboard.gox";
/// "snapshot-0.gox" and so on.
std::string snapshot_file(std::size_t index);

/// Longest session.json: 256 snapshots of 1024 layers whose names all need an entry take less.
inline constexpr std::int64_t kRecordBytes = 128LL << 20;

/// A named snapshot of a copy.
struct SnapshotRecord {
  std::string name;
  std::string file;  ///< snapshot_file() of its place in the list
  ImageRemainder image;

  friend bool operator==(const SnapshotRecord&, const SnapshotRecord&) = default;
};

/// A selection or clipboard of a copy.
struct VolumeRecord {
  std::string file;
  std::int64_t memory_bytes = 0;  ///< as in ImageRemainder

  friend bool operator==(const VolumeRecord&, const VolumeRecord&) = default;
};

/// The content of session.json: all that a copy holds beside its .gox files.
struct SessionRecord {
  std::string id;  ///< a SessionId's text
  std::string principal;
  std::string name;
  std::string path;
  std::array<std::int64_t, 3> size{};  ///< each 0 to 2^32
  CopyKind kind = CopyKind::Evicted;
  std::int64_t revision = 0;
  std::int64_t saved_revision = 0;  ///< at most `revision`
  bool is_dirty = false;            ///< whether those differ
  std::int64_t written_at = 0;      ///< seconds since 1970
  std::vector<Rgba> palette;        ///< at most 65536
  ImageRemainder image;
  std::vector<SnapshotRecord> snapshots;  ///< at most Snapshots::kMaxCount, by name
  std::optional<VolumeRecord> selection;
  std::optional<VolumeRecord> clipboard;

  friend bool operator==(const SessionRecord&, const SessionRecord&) = default;
};

/// One JSON object.
std::string record_to_json(const SessionRecord& record);

/// FormatError "session.json: ..." that names the member which is missing, of another type, out of
/// its range, unknown, or at odds with another one.
Result<SessionRecord> record_of_json(std::string_view text);

}  // namespace goxel::recovery
