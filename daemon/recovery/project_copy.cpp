#include "daemon/recovery/project_copy.hpp"

#include "core/base/str_cat.hpp"
#include "core/formats/gox_reader.hpp"
#include "core/formats/gox_writer.hpp"

#include <algorithm>
#include <utility>

namespace goxel::recovery {

namespace {

using workers::Project;
using workers::SessionId;

/// Adds files to a copy up to a size of them all.
class CopyFiles {
 public:
  CopyFiles(StateDirectory::NewCopy& copy, std::int64_t max_bytes, Parallel& parallel)
      : copy_(copy), max_bytes_(max_bytes), parallel_(parallel) {}

  Result<void> add(std::string_view name, ByteView bytes) {
    const std::int64_t size_bytes = copy_.size_bytes() + static_cast<std::int64_t>(bytes.size());
    if (size_bytes > max_bytes_) {
      return Error{ErrorCode::LimitExceeded,
                   str_cat("the session's copy takes at least ", size_bytes,
                           " bytes; the limit for all copies is ", max_bytes_)}
          .with("limit", "recovery_bytes")
          .with("found", size_bytes)
          .with("maximum", max_bytes_);
    }
    return copy_.add(name, bytes);
  }

  Result<void> add(std::string_view name, const Image& image) {
    // What the file cannot hold, and warns of, is in the remainder.
    GOXEL_ASSIGN(const Saved saved, write_gox(image, {.parallel = &parallel_}));
    return add(name, saved.bytes);
  }

  /// Nothing for an empty one, which needs no file.
  Result<std::optional<VolumeRecord>> add(std::string_view name, const Volume& volume) {
    if (volume.is_empty()) return std::optional<VolumeRecord>();
    Image image;
    image.edit_layer(image.active_layer_id()).volume = volume;
    GOXEL_TRY(add(name, image));
    return std::optional(VolumeRecord{std::string(name), remainder_of(image).memory_bytes});
  }

 private:
  StateDirectory::NewCopy& copy_;
  std::int64_t max_bytes_;
  Parallel& parallel_;
};

SessionRecord record_of(const CopyInfo& info, const Project& project) {
  SessionRecord record;
  record.id = info.id.to_string();
  record.principal = info.principal;
  record.name = project.name;
  record.path = project.path;
  record.size = {project.size.x, project.size.y, project.size.z};
  record.kind = info.kind;
  record.revision = static_cast<std::int64_t>(project.revision);
  record.saved_revision = static_cast<std::int64_t>(project.saved_revision);
  record.is_dirty = project.is_dirty();
  record.written_at = info.written_at;
  record.palette = project.palette;
  record.image = remainder_of(project.image);
  return record;
}

/// Reads the .gox files of a copy.
class CopyReader {
 public:
  CopyReader(const StateDirectory& directory, const SessionId& id, std::int64_t max_bytes,
             const Limits& limits)
      : directory_(directory), id_(id), max_bytes_(max_bytes), limits_(limits) {}

  Result<Image> read(std::string_view name, std::int64_t memory_bytes) const {
    GOXEL_ASSIGN(const Bytes bytes, directory_.read(id_, name, max_bytes_));
    Limits limits = limits_;
    limits.session_bytes = std::max(limits.session_bytes, memory_bytes);
    auto loaded = read_gox(bytes, limits);
    if (loaded) return std::move(loaded->image);
    Error error = std::move(loaded).error();
    error.message = str_cat(name, ": ", error.message);
    return error;
  }

  Result<Image> read(std::string_view name, const ImageRemainder& remainder) const {
    GOXEL_ASSIGN(Image image, read(name, remainder.memory_bytes));
    GOXEL_TRY(put_back(remainder, image));
    return image;
  }

  Result<Volume> read(const std::optional<VolumeRecord>& record) const {
    if (!record) return Volume();
    GOXEL_ASSIGN(const Image image, read(record->file, record->memory_bytes));
    return image.active_layer().volume;
  }

 private:
  const StateDirectory& directory_;
  const SessionId& id_;
  std::int64_t max_bytes_;
  const Limits& limits_;
};

/// Makes `volume` use `other`'s tiles where they are equal.
void share_tiles(Volume& volume, const Volume& other) {
  if (volume == other) {
    volume = other;
    return;
  }
  std::vector<TileCoord> equal;
  volume.for_each_tile([&](TileCoord coord, const Tile& tile) {
    const Tile* twin = other.find_tile(coord);
    if (twin != nullptr && twin != &tile && *twin == tile) equal.push_back(coord);
  });
  for (const TileCoord coord : equal) volume.set_tile(coord, other.share_tile(coord));
}

/// Snapshots shared their tiles with the image before they went through files; without that each
/// would cost as much memory as the image.
void share_layers(Image& image, const Image& other) {
  std::vector<std::int32_t> ids;
  for (const CowPtr<Layer>& layer : image.layers()) ids.push_back(layer->id);
  for (const std::int32_t id : ids) {
    const Layer* twin = other.find_layer(id);
    if (twin != nullptr) share_tiles(image.edit_layer(id).volume, twin->volume);
  }
}

Result<Snapshots> read_snapshots(const CopyReader& reader, const SessionRecord& record,
                                 const Image& image) {
  Limits limits;
  limits.name_bytes = kRecordBytes;  // it was short enough when it was given
  Snapshots snapshots;
  Image last = image;
  for (const SnapshotRecord& snapshot : record.snapshots) {
    GOXEL_ASSIGN(Image kept, reader.read(snapshot.file, snapshot.image));
    share_layers(kept, image);
    share_layers(kept, last);
    GOXEL_TRY(snapshots.create(snapshot.name, kept, limits));
    last = std::move(kept);
  }
  return snapshots;
}

}  // namespace

Result<void> write_project(StateDirectory::NewCopy& copy, const CopyInfo& info,
                           const Project& project, std::int64_t max_bytes, Parallel& parallel) {
  CopyFiles files(copy, max_bytes, parallel);
  SessionRecord record = record_of(info, project);
  GOXEL_TRY(files.add(kImageFile, project.image));
  for (const std::string& name : project.snapshots.names()) {
    GOXEL_ASSIGN(const Image image, project.snapshots.find(name));
    const std::string file = snapshot_file(record.snapshots.size());
    GOXEL_TRY(files.add(file, image));
    record.snapshots.push_back({name, file, remainder_of(image)});
  }
  GOXEL_ASSIGN(record.selection, files.add(kSelectionFile, project.selection));
  GOXEL_ASSIGN(record.clipboard, files.add(kClipboardFile, project.clipboard.volume));
  const std::string text = record_to_json(record);
  if (static_cast<std::int64_t>(text.size()) > kRecordBytes) {
    return Error{ErrorCode::LimitExceeded, str_cat(kRecordFile, " would have ", text.size(),
                                                   " bytes; the limit is ", kRecordBytes)};
  }
  return files.add(kRecordFile, as_bytes(text));
}

Result<SessionRecord> read_record(const StateDirectory& directory, const SessionId& id) {
  GOXEL_ASSIGN(const Bytes bytes, directory.read(id, kRecordFile, kRecordBytes));
  GOXEL_ASSIGN(SessionRecord record, record_of_json(as_text(bytes)));
  if (record.id == id.to_string()) return record;
  return Error{ErrorCode::FormatError, str_cat(kRecordFile, ": id: it is of session ", record.id,
                                               ", not of ", id.to_string())};
}

Result<Project> read_project(const StateDirectory& directory, const SessionId& id,
                             std::int64_t max_bytes, const Limits& limits) {
  GOXEL_ASSIGN(SessionRecord record, read_record(directory, id));
  const CopyReader reader(directory, id, max_bytes, limits);
  Project project;
  project.name = std::move(record.name);
  project.path = std::move(record.path);
  project.size = {record.size[0], record.size[1], record.size[2]};
  project.palette = std::move(record.palette);
  project.revision = static_cast<std::uint64_t>(record.revision);
  project.saved_revision = static_cast<std::uint64_t>(record.saved_revision);
  project.history = History({limits.history_steps, limits.history_bytes}, project.revision);
  GOXEL_ASSIGN(project.image, reader.read(kImageFile, record.image));
  GOXEL_ASSIGN(project.snapshots, read_snapshots(reader, record, project.image));
  GOXEL_ASSIGN(project.selection, reader.read(record.selection));
  GOXEL_ASSIGN(project.clipboard.volume, reader.read(record.clipboard));
  return project;
}

}  // namespace goxel::recovery
