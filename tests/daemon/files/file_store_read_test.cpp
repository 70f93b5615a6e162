#include "daemon/files/file_store.hpp"
#include "tests/daemon/files/temporary_directory.hpp"

#include <sys/stat.h>
#include <unistd.h>

using goxel::as_text;
using goxel::Error;
using goxel::ErrorCode;
using goxel::TemporaryDirectory;
using goxel::files::FileStore;

namespace {

FileStore store_without_root() { return std::move(FileStore::open(std::nullopt)).value(); }

Error error_of(const std::string& path, std::int64_t max_bytes = 100) {
  const auto bytes = store_without_root().read(path, max_bytes);
  REQUIRE_FALSE(bytes.is_ok());
  return bytes.error();
}

/// Puts the process's directory back at the end of a test.
class WorkingDirectory {
 public:
  explicit WorkingDirectory(const std::string& path) : old_(std::filesystem::current_path()) {
    std::filesystem::current_path(path);
  }
  ~WorkingDirectory() { std::filesystem::current_path(old_); }

 private:
  std::filesystem::path old_;
};

}  // namespace

TEST_CASE("a file's bytes come back exactly, up to the limit and no further") {
  const TemporaryDirectory folder;
  folder.put("ten", std::string("0123\0\n6789", 10));
  folder.put("empty", "");

  const auto ten = store_without_root().read(folder / "ten", 10);
  REQUIRE(ten.is_ok());
  CHECK(as_text(*ten) == std::string("0123\0\n6789", 10));
  const auto empty = store_without_root().read(folder / "empty", 0);
  REQUIRE(empty.is_ok());
  CHECK(empty->empty());

  const Error error = error_of(folder / "ten", 9);
  CHECK(error.code == ErrorCode::LimitExceeded);
  CHECK(error.message == "file \"" + folder / "ten" + "\" has 10 bytes; the limit is 9");
  CHECK(error.details == std::vector<goxel::ErrorDetail>{{"limit", std::string("file_bytes")},
                                                         {"found", std::int64_t{10}},
                                                         {"maximum", std::int64_t{9}}});
}

TEST_CASE("a huge sparse file is refused before memory is taken for it") {
  const TemporaryDirectory folder;
  folder.put("sparse", "");
  REQUIRE(::truncate((folder / "sparse").c_str(), 1LL << 40) == 0);
  CHECK(error_of(folder / "sparse", 1LL << 30).code == ErrorCode::LimitExceeded);
}

TEST_CASE("a read that fails names the path and the reason in words") {
  const TemporaryDirectory folder;
  folder.put("file", "x");
  folder.make("sub");
  REQUIRE(::mkfifo((folder / "fifo").c_str(), 0600) == 0);
  folder.link("loop", "loop");
  const auto reason_of = [&](const std::string& name) {
    const Error error = error_of(folder / name);
    CHECK(error.code == ErrorCode::FileError);
    const std::string prefix = "file \"" + folder / name + "\": ";
    CHECK(error.message.substr(0, prefix.size()) == prefix);
    return error.message.substr(std::min(prefix.size(), error.message.size()));
  };

  CHECK(reason_of("missing") == "no such file or directory");
  CHECK(reason_of("file/below") == "not a directory");
  CHECK(reason_of("sub") == "is a directory, not a regular file");
  CHECK(reason_of("fifo") == "is a FIFO, not a regular file");
  CHECK(reason_of("loop") == "passes through a symbolic link that may not be followed");
  CHECK(error_of("/dev/null").message == "file \"/dev/null\": is a device, not a regular file");
}

TEST_CASE("paths that cannot name a file are invalid parameters") {
  CHECK(error_of("").code == ErrorCode::InvalidParams);
  CHECK(error_of(std::string("a\0b", 3)).code == ErrorCode::InvalidParams);
  std::string longest;
  while (longest.size() < 4'094) longest += "a/";
  CHECK(error_of(longest + "b").code == ErrorCode::FileError);  // 4,095 bytes: missing
  CHECK(error_of(longest + "bc").code == ErrorCode::InvalidParams);
  CHECK(error_of("/" + std::string(255, 'n')).code == ErrorCode::FileError);
  CHECK(error_of("/" + std::string(256, 'n')).code == ErrorCode::InvalidParams);
}

TEST_CASE("without a root, paths are relative to where the process was when the store opened") {
  const TemporaryDirectory folder;
  folder.put("here", "first");
  folder.make("elsewhere");
  const WorkingDirectory outer(folder.path());
  const FileStore store = store_without_root();
  const WorkingDirectory inner(folder / "elsewhere");

  const auto bytes = store.read("here", 100);
  REQUIRE(bytes.is_ok());
  CHECK(as_text(*bytes) == "first");
  REQUIRE(store.write("elsewhere/../new", goxel::as_bytes("second")).is_ok());
  CHECK(folder.get("new") == "second");
}
