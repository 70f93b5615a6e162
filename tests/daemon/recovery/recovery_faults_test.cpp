#include "core/base/str_cat.hpp"
#include "tests/daemon/files/failing_calls.hpp"
#include "tests/daemon/recovery/recovery_support.hpp"

#include <csignal>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace goxel;
using namespace goxel::recovery;
using files::FailingCalls;

namespace {

const std::string kCopy = "sessions/s1-aaaaaaaaaaaaaaaa";

std::unique_ptr<RecoveryStore> open_failing(const TemporaryDirectory& folder,
                                            const FailingCalls& calls) {
  auto store = RecoveryStore::open_for_test({.folder = folder.path()}, nullptr, calls);
  if (!store) FAIL(store.error().message);
  return std::move(store).value();
}

/// A folder with one copy, of session 'a', named "old", or with none.
void prepare(const TemporaryDirectory& folder, bool has_old) {
  const auto store = open_store({.folder = folder.path()});
  if (has_old) write(*store, session_id('a'), small_project("old"));
}

/// Checks that a write failed with `reason`, told nothing of the folder's place, and left what was
/// there.
void check_failed_write(const TemporaryDirectory& folder, const Result<void>& written,
                        const std::string& reason, bool has_old) {
  REQUIRE_FALSE(written.is_ok());
  CHECK(written.error().code == ErrorCode::FileError);
  CHECK_THAT(written.error().message, Catch::Contains(reason));
  CHECK_THAT(written.error().message, !Catch::Contains(folder.path()));
  CHECK(folder.names("sessions") ==
        (has_old ? std::set<std::string>{"s1-aaaaaaaaaaaaaaaa"} : std::set<std::string>{}));
  const auto store = open_store({.folder = folder.path()});
  CHECK(store->list("").size() == (has_old ? 1 : 0));
  if (has_old) CHECK(read(*store, session_id('a')).image == small_project("old").image);
}

std::string message_of_open(const TemporaryDirectory& folder) {
  const auto store = RecoveryStore::open({.folder = folder.path()}, nullptr);
  REQUIRE_FALSE(store.is_ok());
  CHECK(store.error().code == ErrorCode::FileError);
  return store.error().message;
}

}  // namespace

TEST_CASE("a disk that is full at any byte leaves the older copy") {
  const bool has_old = GENERATE(false, true);
  std::size_t room = 0;
  for (bool is_written = false; !is_written; room += 101) {
    const TemporaryDirectory folder;
    prepare(folder, has_old);
    FailingCalls calls;
    calls.disk_bytes_left = room + str_cat(::getpid(), '\n').size();  // of the lock file
    auto store = open_failing(folder, calls);
    const auto written = try_write(*store, session_id('a'), small_project("new"));
    is_written = written.is_ok();
    if (is_written) {
      CHECK(read(*store, session_id('a')).name == "new");
      break;
    }
    store.reset();
    check_failed_write(folder, written, "no space left on device", has_old);
  }
  CHECK(room > 300);
}

TEST_CASE("a sync that fails, whichever it is, leaves the older copy") {
  const bool has_old = GENERATE(false, true);
  const bool can_exchange = GENERATE(true, false);
  int syncs = 0;
  for (bool is_written = false; !is_written; ++syncs) {
    const TemporaryDirectory folder;
    prepare(folder, has_old);
    FailingCalls calls;
    calls.exchange_error = can_exchange ? 0 : ENOSYS;
    calls.fsync_error = EIO;
    calls.fsyncs_before_error = syncs;
    auto store = open_failing(folder, calls);
    const auto written = try_write(*store, session_id('a'), small_project("new"));
    is_written = written.is_ok();
    store.reset();
    if (!is_written) check_failed_write(folder, written, "input/output error", has_old);
  }
  // Of project.gox, session.json, their folder, and the folder of sessions.
  CHECK(syncs == 4 + 1);
}

TEST_CASE("a rename that fails leaves the older copy") {
  const bool has_old = GENERATE(false, true);
  const int exchange_error = GENERATE(EIO, ENOSYS);
  const TemporaryDirectory folder;
  prepare(folder, has_old);
  FailingCalls calls;
  calls.exchange_error = exchange_error;
  calls.rename_error = EROFS;
  auto store = open_failing(folder, calls);
  const auto written = try_write(*store, session_id('a'), small_project("new"));
  store.reset();
  check_failed_write(folder, written,
                     exchange_error == EIO ? "input/output error" : "read-only file system",
                     has_old);
}

TEST_CASE("where folders cannot be exchanged a copy is replaced all the same") {
  const int error = GENERATE(ENOSYS, EINVAL);
  const TemporaryDirectory folder;
  FailingCalls calls;
  calls.exchange_error = error;
  const auto store = open_failing(folder, calls);
  write(*store, session_id('a'), small_project("old"));
  write(*store, session_id('a'), small_project("new"));
  CHECK(read(*store, session_id('a')).name == "new");
  CHECK(folder.names("sessions") == std::set<std::string>{"s1-aaaaaaaaaaaaaaaa"});
}

TEST_CASE("a copy that the disk will not let go stays and counts") {
  const TemporaryDirectory folder;
  prepare(folder, true);
  FailingCalls calls;
  calls.rename_error = EROFS;
  const auto store = open_failing(folder, calls);
  CHECK_FALSE(store->remove(session_id('a')));
  store->sweep(kNow + 365 * 86'400);
  CHECK(letters(*store) == "a");
  CHECK(read(*store, session_id('a')).name == "old");
}

TEST_CASE("a folder that cannot be written to is refused with the reason") {
  const TemporaryDirectory folder;
  folder.put("file", "");
  const auto beneath_file = RecoveryStore::open({.folder = folder / "file/state"}, nullptr);
  REQUIRE_FALSE(beneath_file.is_ok());
  CHECK_THAT(beneath_file.error().message, Catch::Contains("not a directory"));
  CHECK_FALSE(RecoveryStore::open({.folder = ""}, nullptr).is_ok());

  FailingCalls calls;
  calls.disk_bytes_left = 0;
  const auto full = RecoveryStore::open_for_test({.folder = folder.path()}, nullptr, calls);
  REQUIRE_FALSE(full.is_ok());
  CHECK(full.error().code == ErrorCode::FileError);
  CHECK_THAT(full.error().message, Catch::Contains("no space left on device"));

  prepare(folder, true);
  const auto reading = RecoveryStore::open_for_test({.folder = folder.path()}, nullptr, calls);
  REQUIRE(reading.is_ok());  // a full disk keeps nobody from reading
  CHECK(read(**reading, session_id('a')).name == "old");

  if (::geteuid() == 0) return;  // whom no mode stops
  folder.make("state");
  REQUIRE(::chmod((folder / "state").c_str(), 0500) == 0);
  const auto read_only = RecoveryStore::open({.folder = folder / "state"}, nullptr);
  REQUIRE_FALSE(read_only.is_ok());
  CHECK_THAT(read_only.error().message, Catch::Contains("permission denied"));
}

TEST_CASE("a folder that others may write to is refused") {
  const TemporaryDirectory folder;
  const auto mode = GENERATE(values<mode_t>({0720, 0702}));
  REQUIRE(::chmod(folder.path().c_str(), mode) == 0);
  CHECK_THAT(message_of_open(folder), Catch::Contains("others may write to it"));
  REQUIRE(::chmod(folder.path().c_str(), 0755) == 0);
  CHECK(RecoveryStore::open({.folder = folder.path()}, nullptr).is_ok());
}

TEST_CASE("a folder of a newer version, or of none that is known, is refused and left alone") {
  const TemporaryDirectory folder;
  prepare(folder, true);
  folder.put("version", "2\n");
  CHECK_THAT(message_of_open(folder), Catch::Contains("it is of version 2, where 1 is the newest"));
  for (const std::string text : {"", "x\n", "-1", "1.5", "0", "99999999999999999999"}) {
    INFO(text);
    folder.put("version", text);
    CHECK_THAT(message_of_open(folder), Catch::Contains("holds no version"));
  }
  folder.put("version", "1");
  CHECK(letters(*open_store({.folder = folder.path()})) == "a");
}

TEST_CASE("what interrupted writes left is cleared, and a copy put aside comes back") {
  const TemporaryDirectory folder;
  prepare(folder, true);
  folder.make("sessions/.new-s1-aaaaaaaaaaaaaaab-3");
  folder.put("sessions/.new-s1-aaaaaaaaaaaaaaab-3/project.gox", "GOX ");
  folder.make("sessions/.old-s1-aaaaaaaaaaaaaaaa-4");
  folder.put("sessions/.old-s1-aaaaaaaaaaaaaaaa-4/session.json", "{}");
  CHECK(read(*open_store({.folder = folder.path()}), session_id('a')).name == "old");
  CHECK(folder.names("sessions") == std::set<std::string>{"s1-aaaaaaaaaaaaaaaa"});

  std::filesystem::rename(folder / kCopy, folder / "sessions/.old-s1-aaaaaaaaaaaaaaaa-9");
  CHECK(read(*open_store({.folder = folder.path()}), session_id('a')).name == "old");
  CHECK(folder.names("sessions") == std::set<std::string>{"s1-aaaaaaaaaaaaaaaa"});
}

TEST_CASE("what is no copy in the folder of sessions is left alone") {
  const TemporaryDirectory folder;
  prepare(folder, true);
  folder.put("sessions/s1-aaaaaaaaaaaaaaab", "a file");
  folder.make("sessions/s01-aaaaaaaaaaaaaaac");
  folder.make("sessions/notes");
  folder.link(folder / kCopy, "sessions/s1-aaaaaaaaaaaaaaad");
  const auto store = open_store({.folder = folder.path()});
  CHECK(letters(*store) == "a");
  CHECK(folder.names("sessions").size() == 5);
  // Until a copy needs its place.
  write(*store, session_id('b'), small_project("b"));
  write(*store, session_id('d'), small_project("d"));
  CHECK(letters(*store) == "abd");
  CHECK(read(*store, session_id('b')).name == "b");
  CHECK(read(*store, session_id('a')).name == "old");
  CHECK(folder.names("sessions").size() == 5);
}

TEST_CASE("a copy with a malformed record stays, is listed without a principal, and ages") {
  const TemporaryDirectory folder;
  prepare(folder, true);
  folder.put(kCopy + "/session.json", "{\"id\":");
  const auto store = open_store({.folder = folder.path()});
  const auto info = store->find(session_id('a'));
  REQUIRE(info.has_value());
  CHECK(info->principal.empty());
  CHECK(info->size_bytes > 6);
  CHECK(info->written_at > kNow);
  CHECK(store->list("uid:1000").empty());
  const auto project = store->read(session_id('a'));
  REQUIRE_FALSE(project.is_ok());
  CHECK(project.error().code == ErrorCode::FormatError);
  CHECK_THAT(project.error().message, Catch::Contains("session.json: "));
  CHECK(letters(*store) == "a");
  store->sweep(info->written_at + 7 * 86'400);
  CHECK(letters(*store) == "a");
  store->sweep(info->written_at + 7 * 86'400 + 1);
  CHECK(letters(*store).empty());
}

TEST_CASE("a copy that lacks a file or holds a bad one is told of and stays") {
  struct Row {
    std::string file;
    std::string text;  // "-": the file is deleted
    ErrorCode code;
    std::string told;
  };
  const auto row = GENERATE(values<Row>({
      {"project.gox", "-", ErrorCode::FileError, "no such file"},
      {"session.json", "-", ErrorCode::FileError, "no such file"},
      {"project.gox", "", ErrorCode::FormatError, "project.gox: gox file"},
      {"project.gox", "GOX \x02", ErrorCode::FormatError, "project.gox: gox file"},
      {"project.gox", std::string("GOX \x02\0\0\0", 8), ErrorCode::FormatError, "is not in its"},
  }));
  INFO(row.file << ' ' << row.told);
  const TemporaryDirectory folder;
  prepare(folder, true);
  if (row.file == "project.gox" && row.told == "is not in its") {
    // An empty image has layer 1 alone.
    std::string record = folder.get(kCopy + "/session.json");
    const std::string from = "\"active_layer\":1";
    const std::size_t at = record.find(from);
    REQUIRE(at != std::string::npos);
    folder.put(kCopy + "/session.json", record.replace(at, from.size(), "\"active_layer\":2"));
  }
  if (row.text == "-") {
    std::filesystem::remove(folder / (kCopy + "/" + row.file));
  } else {
    folder.put(kCopy + "/" + row.file, row.text);
  }
  const auto store = open_store({.folder = folder.path()});
  const auto project = store->read(session_id('a'));
  REQUIRE_FALSE(project.is_ok());
  CHECK(project.error().code == row.code);
  CHECK_THAT(project.error().message, Catch::Contains(row.told));
  CHECK_THAT(project.error().message, !Catch::Contains(folder.path()));
  CHECK(letters(*store) == "a");
  write(*store, session_id('a'), small_project("new"));
  CHECK(read(*store, session_id('a')).name == "new");
}

TEST_CASE("a copy in the folder of another session is refused") {
  const TemporaryDirectory folder;
  prepare(folder, true);
  std::filesystem::rename(folder / kCopy, folder / "sessions/s1-aaaaaaaaaaaaaaab");
  const auto store = open_store({.folder = folder.path()});
  const auto project = store->read(session_id('b'));
  REQUIRE_FALSE(project.is_ok());
  CHECK(project.error().code == ErrorCode::FormatError);
  CHECK_THAT(project.error().message, Catch::Contains("s1-aaaaaaaaaaaaaaaa"));
}

TEST_CASE("a process that is killed while it writes leaves the older copy or the newer one") {
  const TemporaryDirectory folder;
  prepare(folder, true);
  for (int round = 0; round < 8; ++round) {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    const pid_t writer = ::fork();
    REQUIRE(writer >= 0);
    if (writer == 0) {
      auto store = RecoveryStore::open({.folder = folder.path()}, nullptr);
      Serial serial;
      for (int i = 0; store; ++i) {
        const workers::Project project = small_project(str_cat(round, ".", i));
        const auto written =
            (*store)->write(session_id('a'), "u", project, CopyKind::Evicted, kNow, serial);
        if (!written || ::write(ends[1], "x", 1) != 1) break;
      }
      ::_exit(1);
    }
    ::close(ends[1]);
    char written = 0;
    for (int i = 0; i <= round; ++i) CHECK(::read(ends[0], &written, 1) == 1);
    REQUIRE(::kill(writer, SIGKILL) == 0);
    int status = 0;
    REQUIRE(::waitpid(writer, &status, 0) == writer);
    ::close(ends[0]);
    CHECK(WIFSIGNALED(status));

    const workers::Project found = read(*open_store({.folder = folder.path()}), session_id('a'));
    CHECK(found.name == found.image.active_layer().name);
    CHECK(found.name.substr(0, 2) == str_cat(round, "."));
    CHECK(folder.names("sessions") == std::set<std::string>{"s1-aaaaaaaaaaaaaaaa"});
  }
}
