#include "daemon/recovery/session_record.hpp"

#include "core/base/str_cat.hpp"
#include "core/image/snapshots.hpp"
#include "daemon/rpc/fields.hpp"
#include "daemon/rpc/json_parser.hpp"
#include "workers/session_id.hpp"

#include <algorithm>

namespace goxel::recovery {

// The lists below say what each member is called in the file.

constexpr auto names_of(rpc::Of<CopyKind>) {
  return rpc::names<CopyKind>({{CopyKind::Abandoned, "abandoned"}, {CopyKind::Evicted, "evicted"}});
}

constexpr auto fields_of(rpc::Of<LayerRemainder>) {
  using R = LayerRemainder;
  return rpc::fields(rpc::field<&R::id>("id", "of the layer"),
                     rpc::field<&R::name>("name", "that a .gox file does not hold"),
                     rpc::field<&R::picture_path>("picture_path", "likewise"),
                     rpc::field<&R::color>("color", "likewise"));
}

constexpr auto fields_of(rpc::Of<NameRemainder>) {
  using R = NameRemainder;
  return rpc::fields(rpc::field<&R::index>("index", "from 0"),
                     rpc::field<&R::name>("name", "that a .gox file does not hold"));
}

constexpr auto fields_of(rpc::Of<ImageRemainder>) {
  using R = ImageRemainder;
  constexpr double kMostMemory = 1LL << 53;
  return rpc::fields(
      rpc::field<&R::active_layer>("active_layer", "its id"),
      rpc::field<&R::active_camera>("active_camera", "its index, or -1"),
      rpc::field<&R::box>("box", "corners min and max, half-open"),
      rpc::field<&R::memory_bytes>("memory_bytes", "that it takes").range(0, kMostMemory),
      rpc::field<&R::layers>("layers", "that lose something in a .gox file"),
      rpc::field<&R::materials>("materials", "that lose their name"),
      rpc::field<&R::cameras>("cameras", "that lose their name"));
}

constexpr auto fields_of(rpc::Of<SnapshotRecord>) {
  using R = SnapshotRecord;
  return rpc::fields(rpc::field<&R::name>("name", "of the snapshot"),
                     rpc::field<&R::file>("file", "beside this one"),
                     rpc::field<&R::image>("image", "what the file does not hold"));
}

constexpr auto fields_of(rpc::Of<VolumeRecord>) {
  using R = VolumeRecord;
  constexpr double kMostMemory = 1LL << 53;
  return rpc::fields(
      rpc::field<&R::file>("file", "beside this one"),
      rpc::field<&R::memory_bytes>("memory_bytes", "that it takes").range(0, kMostMemory));
}

constexpr auto fields_of(rpc::Of<SessionRecord>) {
  using R = SessionRecord;
  constexpr double kLastSecond = 1LL << 53;
  return rpc::fields(
      rpc::field<&R::id>("id", "of the session"), rpc::field<&R::principal>("principal", "whose"),
      rpc::field<&R::name>("name", "of the project"),
      rpc::field<&R::path>("path", "of its file, or nothing"),
      rpc::field<&R::size>("size", "as asked for at creation"),
      rpc::field<&R::kind>("kind", "why it was made"),
      rpc::field<&R::revision>("revision", "of the project").range(0, 0x1p63),
      rpc::field<&R::saved_revision>("saved_revision", "that `path` holds").range(0, 0x1p63),
      rpc::field<&R::is_dirty>("dirty", "whether those differ"),
      rpc::field<&R::written_at>("written_at", "seconds since 1970").range(0, kLastSecond),
      rpc::field<&R::palette>("palette", "colours"),
      rpc::field<&R::image>("image", "what project.gox does not hold"),
      rpc::field<&R::snapshots>("snapshots", "by name"),
      rpc::field<&R::selection>("selection", "its file"),
      rpc::field<&R::clipboard>("clipboard", "its file"));
}

namespace {

Error malformed(std::string_view problem) {
  return {ErrorCode::FormatError, str_cat(kRecordFile, ": ", problem)};
}

Result<void> check_count(std::string_view what, std::size_t found, std::size_t most) {
  if (found <= most) return {};
  return malformed(str_cat(what, ": ", found, " of them, where ", most, " are allowed"));
}

Result<void> check_file(std::string_view what, std::string_view found, std::string_view expected) {
  if (found == expected) return {};
  return malformed(str_cat(what, ": not \"", expected, '"'));
}

Result<void> check_box(std::string_view what, const ImageRemainder& image) {
  constexpr std::int64_t kEnd = std::int64_t{1} << 31;
  const bool is_inside = std::all_of(image.box.begin(), image.box.end(), [](std::int64_t corner) {
    return corner >= -kEnd && corner <= kEnd;
  });
  if (is_inside) return {};
  return malformed(str_cat(what, "box: a corner is outside ", -kEnd, "..", kEnd));
}

Result<void> check_snapshots(const std::vector<SnapshotRecord>& snapshots) {
  GOXEL_TRY(check_count("snapshots", snapshots.size(), Snapshots::kMaxCount));
  for (std::size_t i = 0; i < snapshots.size(); ++i) {
    const std::string where = str_cat("snapshots[", i, "].");
    GOXEL_TRY(check_file(where + "file", snapshots[i].file, snapshot_file(i)));
    GOXEL_TRY(check_box(where + "image.", snapshots[i].image));
    if (snapshots[i].name.empty()) return malformed(where + "name: it is empty");
    if (i == 0 || snapshots[i - 1].name < snapshots[i].name) continue;
    return malformed(where + "name: not after the one before it");
  }
  return {};
}

/// What the types and ranges of single members leave open.
Result<void> check(const SessionRecord& record) {
  constexpr std::size_t kMaxColors = 65'536;
  constexpr std::int64_t kLargest = std::int64_t{1} << 32;
  if (!workers::SessionId::parse(record.id)) return malformed("id: not a session's id");
  for (const std::int64_t side : record.size) {
    if (side < 0 || side > kLargest) return malformed(str_cat("size: outside 0..", kLargest));
  }
  if (record.saved_revision > record.revision) {
    return malformed("saved_revision: larger than revision");
  }
  if (record.is_dirty != (record.saved_revision != record.revision)) {
    return malformed("dirty: at odds with revision and saved_revision");
  }
  GOXEL_TRY(check_count("palette", record.palette.size(), kMaxColors));
  GOXEL_TRY(check_box("image.", record.image));
  GOXEL_TRY(check_snapshots(record.snapshots));
  if (record.selection) {
    GOXEL_TRY(check_file("selection.file", record.selection->file, kSelectionFile));
  }
  if (record.clipboard) {
    GOXEL_TRY(check_file("clipboard.file", record.clipboard->file, kClipboardFile));
  }
  return {};
}

}  // namespace

std::string snapshot_file(std::size_t index) { return str_cat("snapshot-", index, ".gox"); }

std::string record_to_json(const SessionRecord& record) {
  std::string text;
  rpc::JsonWriter writer(text);
  rpc::encode_result(writer, record);
  return text;
}

Result<SessionRecord> record_of_json(std::string_view text) {
  constexpr std::size_t kNesting = 16;
  rpc::JsonParser parser(kNesting);
  auto progress = parser.feed(text);
  const bool has_more = progress.consumed < text.size();
  if (progress.status == rpc::JsonParser::Status::NeedMore) progress = parser.finish();
  if (progress.status == rpc::JsonParser::Status::Failed) return malformed(parser.error().message);
  if (has_more) return malformed("more text after the end of its JSON value");
  if (!parser.root().is_object()) return malformed("not a JSON object");
  const Limits limits;
  rpc::DecodeContext context(limits);
  SessionRecord record;
  if (auto decoded = rpc::Codec<SessionRecord>::decode(parser.root(), record, context); !decoded) {
    // The decoder speaks of a request's parameters.
    std::string_view message = decoded.error().message;
    constexpr std::string_view kPrefix = "params.";
    if (message.substr(0, kPrefix.size()) == kPrefix) message.remove_prefix(kPrefix.size());
    return malformed(message);
  }
  GOXEL_TRY(check(record));
  return record;
}

}  // namespace goxel::recovery
