#include "daemon/files/file_store.hpp"
#include "tests/daemon/files/failing_calls.hpp"
#include "tests/daemon/files/temporary_directory.hpp"

#include <csignal>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using goxel::as_bytes;
using goxel::ErrorCode;
using goxel::Result;
using goxel::TemporaryDirectory;
using goxel::files::Durability;
using goxel::files::FailingCalls;
using goxel::files::FileStore;

namespace {

mode_t mode_of(const std::string& path) {
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 07777;
}

Result<void> write_with(const FailingCalls& calls, const std::string& path,
                        const std::string& text) {
  return std::move(FileStore::open_for_test(std::nullopt, calls))
      .value()
      .write(path, as_bytes(text));
}

std::string reason(const Result<void>& written, const std::string& path) {
  REQUIRE_FALSE(written.is_ok());
  CHECK(written.error().code == ErrorCode::FileError);
  const std::string prefix = "file \"" + path + "\": ";
  REQUIRE(written.error().message.substr(0, prefix.size()) == prefix);
  return written.error().message.substr(prefix.size());
}

/// Sets the umask for one test.
class Umask {
 public:
  explicit Umask(mode_t mask) : old_(::umask(mask)) {}
  ~Umask() { ::umask(old_); }

 private:
  mode_t old_;
};

/// Limits the size of files for one test, as a full disk does.
class FileSizeLimit {
 public:
  explicit FileSizeLimit(rlim_t size_bytes) : old_handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    REQUIRE(::getrlimit(RLIMIT_FSIZE, &old_) == 0);
    rlimit limit = old_;
    limit.rlim_cur = size_bytes;
    REQUIRE(::setrlimit(RLIMIT_FSIZE, &limit) == 0);
  }
  ~FileSizeLimit() {
    ::setrlimit(RLIMIT_FSIZE, &old_);
    std::signal(SIGXFSZ, old_handler_);
  }

 private:
  rlimit old_{};
  void (*old_handler_)(int);
};

}  // namespace

TEST_CASE("a write makes or replaces the file and leaves nothing beside it") {
  const TemporaryDirectory folder;
  const FailingCalls calls;
  REQUIRE(write_with(calls, folder / "a", "first, longer").is_ok());
  REQUIRE(write_with(calls, folder / "a", "second").is_ok());
  REQUIRE(write_with(calls, folder / "empty", "").is_ok());
  CHECK(folder.get("a") == "second");
  CHECK(folder.names() == std::set<std::string>{"a", "empty"});
  const std::string longest(255, 'n');
  CHECK(write_with(calls, folder / longest, "x").is_ok());
  CHECK(write_with(calls, folder / (longest + "n"), "x").error().code == ErrorCode::InvalidParams);
}

TEST_CASE("a synced write syncs file and directory, an unsynced one neither") {
  const TemporaryDirectory folder;
  const FailingCalls calls;
  const auto store = std::move(FileStore::open_for_test(std::nullopt, calls)).value();
  REQUIRE(store.write(folder / "a", as_bytes("x"), 0644, Durability::Unsynced).is_ok());
  CHECK(calls.fsync_count == 0);
  REQUIRE(store.write(folder / "a", as_bytes("x")).is_ok());
  CHECK(calls.fsync_count == 2);
}

TEST_CASE("interrupted and short writes are gone on with") {
  const TemporaryDirectory folder;
  FailingCalls calls;
  calls.interruptions = 3;
  calls.bytes_a_write = 3;
  REQUIRE(write_with(calls, folder / "a", "0123456789").is_ok());
  CHECK(folder.get("a") == "0123456789");
}

TEST_CASE("a write that fails at any step leaves the old file and no temporary one") {
  const TemporaryDirectory folder;
  folder.put("a", "old");
  FailingCalls calls;
  std::string expected;
  SECTION("disk full at once") {
    calls.disk_bytes_left = 0;
    expected = "no space left on device";
  }
  SECTION("disk full after a part") {
    calls.disk_bytes_left = 4;
    expected = "no space left on device";
  }
  SECTION("a device that takes nothing") {
    calls.bytes_a_write = 0;
    expected = "input/output error";
  }
  SECTION("sync") {
    calls.fsync_error = EIO;
    expected = "input/output error";
  }
  SECTION("rename") {
    calls.rename_error = EACCES;
    expected = "permission denied";
  }
  CHECK(reason(write_with(calls, folder / "a", "new content"), folder / "a") == expected);
  CHECK(folder.get("a") == "old");
  CHECK(reason(write_with(calls, folder / "b", "new content"), folder / "b") == expected);
  CHECK(folder.names() == std::set<std::string>{"a"});
}

TEST_CASE("a file larger than the system allows is a file error") {
  const TemporaryDirectory folder;
  folder.put("a", "old");
  const FailingCalls calls;
  std::string at_limit;
  std::string beyond;
  {
    const FileSizeLimit limit(8);
    at_limit = write_with(calls, folder / "b", "12345678") ? "written" : "failed";
    beyond = reason(write_with(calls, folder / "a", "123456789"), folder / "a");
  }
  CHECK(at_limit == "written");
  CHECK(beyond == "file too large");
  CHECK(folder.get("a") == "old");
  CHECK(folder.names() == std::set<std::string>{"a", "b"});
}

TEST_CASE("a directory that cannot be synced is reported with what that means") {
  const TemporaryDirectory folder;
  FailingCalls calls;
  calls.fsyncs_before_error = 1;
  calls.fsync_error = EIO;
  CHECK(reason(write_with(calls, folder / "a", "new"), folder / "a") ==
        "input/output error (the new content is in place, but may not survive a power cut)");
  CHECK(folder.get("a") == "new");
  calls.fsync_count = 0;
  calls.fsync_error = EINVAL;  // a file system that knows no such sync
  CHECK(write_with(calls, folder / "a", "newer").is_ok());
}

TEST_CASE("what cannot be replaced by a file is refused by name and stays") {
  const TemporaryDirectory folder;
  folder.put("file", "x");
  folder.make("sub");
  REQUIRE(::mkfifo((folder / "fifo").c_str(), 0600) == 0);
  const FailingCalls calls;
  const auto reason_of = [&](const std::string& path) {
    return reason(write_with(calls, path, "new"), path);
  };

  CHECK(reason_of(folder / "missing/a") == "no such file or directory");
  CHECK(reason_of(folder / "file/a") == "not a directory");
  CHECK(reason_of(folder / "sub") == "is a directory, not a regular file");
  CHECK(reason_of(folder / "sub/") == "is a directory");
  CHECK(reason_of(folder / "sub/.") == "is a directory");
  CHECK(reason_of(folder / "sub/..") == "is a directory");
  CHECK(reason_of(folder / "fifo") == "is a FIFO, not a regular file");
  CHECK(reason_of("/dev/null") == "is a device, not a regular file");
  CHECK(folder.names() == std::set<std::string>{"fifo", "file", "sub"});
  CHECK(std::filesystem::is_fifo(folder / "fifo"));
  CHECK_FALSE(write_with(calls, "/proc/goxel-test", "new").is_ok());
  CHECK(write_with(calls, "", "new").error().code == ErrorCode::InvalidParams);
  CHECK(write_with(calls, std::string("a\0b", 3), "x").error().code == ErrorCode::InvalidParams);
}

TEST_CASE("a new file's mode honours the umask, an old one's bits stay") {
  const TemporaryDirectory folder;
  const Umask mask(027);
  const auto store = std::move(FileStore::open(std::nullopt)).value();
  REQUIRE(store.write(folder / "default", as_bytes("x")).is_ok());
  REQUIRE(store.write(folder / "asked", as_bytes("x"), 0600).is_ok());
  CHECK(mode_of(folder / "default") == 0640);
  CHECK(mode_of(folder / "asked") == 0600);

  folder.put("shared", "old");
  REQUIRE(::chmod((folder / "shared").c_str(), 0666) == 0);
  REQUIRE(store.write(folder / "shared", as_bytes("new")).is_ok());
  CHECK(mode_of(folder / "shared") == 0666);
  REQUIRE(store.write(folder / "asked", as_bytes("new"), 0644).is_ok());
  CHECK(mode_of(folder / "asked") == 0600);
}

TEST_CASE("a save through symbolic links replaces the file they lead to") {
  const TemporaryDirectory folder;
  folder.make("real/sub");
  folder.put("real/file", "old");
  folder.link("real/sub", "shortcut");
  folder.link("../real/file", "real/second");
  folder.link(folder / "real/second", "first");
  folder.link("real/unborn", "dangling");
  folder.link("loop", "loop");
  const FailingCalls calls;

  REQUIRE(write_with(calls, folder / "first", "new").is_ok());
  CHECK(folder.get("real/file") == "new");
  CHECK(std::filesystem::is_symlink(folder / "first"));
  REQUIRE(write_with(calls, folder / "shortcut/../second", "newer").is_ok());
  CHECK(folder.get("real/file") == "newer");
  REQUIRE(write_with(calls, folder / "dangling", "born").is_ok());
  CHECK(folder.get("real/unborn") == "born");
  CHECK(reason(write_with(calls, folder / "loop", "x"), folder / "loop") ==
        "passes through a symbolic link that may not be followed");
}

TEST_CASE("another user's link in a directory open to everybody is not followed") {
  if (::geteuid() != 0) return;  // only root can plant one
  const TemporaryDirectory folder;
  folder.make("shared");
  folder.put("file", "old");
  REQUIRE(::chmod((folder / "shared").c_str(), 01777) == 0);
  folder.link("../file", "shared/theirs");
  folder.link("../file", "shared/ours");
  constexpr uid_t kSomebody = 12'345;
  REQUIRE(::lchown((folder / "shared/theirs").c_str(), kSomebody, kSomebody) == 0);
  const FailingCalls calls;

  CHECK_FALSE(write_with(calls, folder / "shared/theirs", "new").is_ok());
  CHECK(folder.get("file") == "old");
  REQUIRE(write_with(calls, folder / "shared/ours", "new").is_ok());
  CHECK(folder.get("file") == "new");
}
