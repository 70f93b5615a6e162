#include "daemon/recovery/session_record.hpp"

#include "core/base/str_cat.hpp"
#include "tests/support/catch.hpp"

#include <array>
#include <limits>
#include <string>

using namespace goxel;
using namespace goxel::recovery;

namespace {

constexpr std::string_view kImage =
    R"({"active_layer":3,"active_camera":-1,"box":[-16,-16,0,16,16,32],"memory_bytes":900,)"
    R"("layers":[{"id":3,"name":"a\u0000\"b"}],"materials":[],"cameras":[{"index":0,"name":""}]})";

/// A record with every member, as text.
std::string text_of_everything() {
  return str_cat(R"({"id":"s2-aaaaaaaaaaaaaaab","principal":"uid:7","name":"tower",)",
                 R"("path":"a/b.gox","size":[64,32,16],"kind":"abandoned","revision":12,)",
                 R"("saved_revision":9,"dirty":true,"written_at":1700000000,)",
                 R"("palette":[[1,2,3,4],[5,6,7,0]],"image":)", kImage,
                 R"(,"snapshots":[{"name":"one","file":"snapshot-0.gox","image":)", kImage,
                 R"(}],"selection":{"file":"selection.gox","memory_bytes":7}})");
}

std::string replaced(std::string text, const std::string& from, const std::string& to) {
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  return text.replace(at, from.size(), to);
}

}  // namespace

TEST_CASE("a session's record is read member by member") {
  const auto record = record_of_json(text_of_everything());
  if (!record) FAIL(record.error().message);
  CHECK(record->id == "s2-aaaaaaaaaaaaaaab");
  CHECK(record->principal == "uid:7");
  CHECK(record->name == "tower");
  CHECK(record->path == "a/b.gox");
  CHECK(record->size == std::array<std::int64_t, 3>{64, 32, 16});
  CHECK(record->kind == CopyKind::Abandoned);
  CHECK(record->revision == 12);
  CHECK(record->saved_revision == 9);
  CHECK(record->is_dirty);
  CHECK(record->written_at == 1'700'000'000);
  CHECK(record->palette == std::vector<Rgba>{{1, 2, 3, 4}, {5, 6, 7, 0}});
  CHECK(record->image.active_layer == 3);
  CHECK(record->image.active_camera == -1);
  CHECK(record->image.box == std::array<std::int64_t, 6>{-16, -16, 0, 16, 16, 32});
  CHECK(record->image.memory_bytes == 900);
  REQUIRE(record->image.layers.size() == 1);
  CHECK(record->image.layers[0].name == std::string("a\0\"b", 4));
  CHECK_FALSE(record->image.layers[0].color.has_value());
  REQUIRE(record->snapshots.size() == 1);
  CHECK(record->snapshots[0].name == "one");
  CHECK(record->selection == VolumeRecord{"selection.gox", 7});
  CHECK_FALSE(record->clipboard.has_value());
}

TEST_CASE("a session's record survives writing and reading") {
  auto record = record_of_json(text_of_everything());
  REQUIRE(record.is_ok());
  record->image.layers[0].color = Rgba{1, 2, 3, 4};
  record->image.layers[0].picture_path = "x.png";
  record->clipboard = VolumeRecord{"clipboard.gox", 1};
  record->revision = std::numeric_limits<std::int64_t>::max();
  record->kind = CopyKind::Evicted;
  const auto again = record_of_json(record_to_json(*record));
  if (!again) FAIL(again.error().message);
  CHECK(*again == *record);
}

TEST_CASE("a malformed record is refused with the name of what is wrong") {
  struct Row {
    std::string from;
    std::string to;
    std::string told;
  };
  const auto row = GENERATE(values<Row>({
      {R"("name":"tower",)", "", "name: missing"},
      {R"("name":"tower")", R"("name":5)", "name: 5 is not"},
      {R"("name":"tower")", R"("name":"a","name":"b")", "name"},
      {R"("id":"s2-aaaaaaaaaaaaaaab")", R"("id":"s2-aaa")", "id: not a session's id"},
      {R"("id":)", R"("extra":1,"id":)", "extra"},
      {R"([64,32,16])", "[64,32]", "size: "},
      {R"([64,32,16])", "[64,-1,16]", "size: outside 0..4294967296"},
      {R"([64,32,16])", "[64,4294967297,16]", "size: outside 0..4294967296"},
      {R"("abandoned")", R"("lost")", "kind: "},
      {R"("revision":12)", R"("revision":-1)", "revision: "},
      {R"("revision":12)", R"("revision":1.5)", "revision: "},
      {R"("revision":12)", R"("revision":9223372036854775808)", "revision: "},
      {R"("revision":12)", R"("revision":8)", "saved_revision: larger than revision"},
      {R"("dirty":true)", R"("dirty":false)", "dirty: at odds"},
      {R"("written_at":1700000000)", R"("written_at":-1)", "written_at: "},
      {R"("written_at":1700000000)", R"("written_at":9007199254740994)", "written_at: "},
      {R"([5,6,7,0])", "[5,6,7,256]", "palette[1][3]: "},
      {R"(-16,-16,0,16,16,32)", "-16,-16,0,16,16,2147483649", "image.box: "},
      {R"(-16,-16,0,16,16,32)", "-2147483649,-16,0,16,16,32", "image.box: "},
      {R"("memory_bytes":900)", R"("memory_bytes":-1)", "image.memory_bytes: "},
      {R"("active_layer":3)", R"("active_layer":3000000000)", "image.active_layer: "},
      {R"("layers":[{"id":3,)", R"("layers":[{)", "image.layers[0].id: missing"},
      {"snapshot-0.gox", "../project.gox", "snapshots[0].file: not \"snapshot-0.gox\""},
      {R"("name":"one")", R"("name":"")", "snapshots[0].name: it is empty"},
      {"selection.gox", "/etc/passwd", "selection.file: not \"selection.gox\""},
      {R"({"id":"s2)", R"([{"id":"s2)", "ends too early"},
      {R"({"id":"s2)", R"({id":"s2)", "not valid JSON"},
      {R"({"id":"s2)", R"(5 {"id":"s2)", "more text"},
      {R"("memory_bytes":7}})", R"("memory_bytes":7}}})", "more text"},
      {R"("memory_bytes":7}})", R"("memory_bytes":7})", "ends too early"},
  }));
  INFO(row.from << " -> " << row.to);
  const auto record = record_of_json(replaced(text_of_everything(), row.from, row.to));
  REQUIRE_FALSE(record.is_ok());
  CHECK(record.error().code == ErrorCode::FormatError);
  CHECK(record.error().message.substr(0, 14) == "session.json: ");
  CHECK_THAT(record.error().message, Catch::Contains(row.told));
}

TEST_CASE("a record that is no object is refused") {
  for (const std::string text : {"", "[]", "null", "\"x\"", "{}", "\xFF"}) {
    INFO(text);
    const auto record = record_of_json(text);
    REQUIRE_FALSE(record.is_ok());
    CHECK(record.error().code == ErrorCode::FormatError);
  }
}

TEST_CASE("a record has at most 65536 colours and 256 snapshots, in order") {
  auto record = record_of_json(text_of_everything());
  REQUIRE(record.is_ok());
  record->palette.assign(65'536, Rgba{1, 2, 3, 255});
  const SnapshotRecord snapshot = record->snapshots[0];
  record->snapshots.clear();
  for (std::size_t i = 0; i < 256; ++i) {
    record->snapshots.push_back(snapshot);
    record->snapshots[i].name = str_cat("n", 1000 + i);
    record->snapshots[i].file = snapshot_file(i);
  }
  CHECK(record_of_json(record_to_json(*record)).is_ok());

  SessionRecord more_colors = *record;
  more_colors.palette.emplace_back();
  CHECK_THAT(record_of_json(record_to_json(more_colors)).error().message,
             Catch::Contains("palette: 65537 of them, where 65536 are allowed"));
  SessionRecord more_snapshots = *record;
  more_snapshots.snapshots.push_back(snapshot);
  CHECK_THAT(record_of_json(record_to_json(more_snapshots)).error().message,
             Catch::Contains("snapshots: 257 of them, where 256 are allowed"));
  SessionRecord twice = *record;
  twice.snapshots[1].name = twice.snapshots[0].name;
  CHECK_THAT(record_of_json(record_to_json(twice)).error().message,
             Catch::Contains("snapshots[1].name: not after the one before it"));
}
