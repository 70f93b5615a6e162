#include "daemon/files/file_store.hpp"
#include "tests/daemon/files/failing_calls.hpp"
#include "tests/daemon/files/temporary_directory.hpp"

using goxel::as_bytes;
using goxel::as_text;
using goxel::ErrorCode;
using goxel::TemporaryDirectory;
using goxel::files::FailingCalls;
using goxel::files::FileStore;

namespace {

const std::string kOutside = "lies outside the folder that the daemon serves";

/// A root with something inside and something outside, resolved by the kernel or by the walk.
struct RootedStore {
  explicit RootedStore(bool has_openat2) {
    calls.has_openat2 = has_openat2;
    folder.make("root/sub/deep");
    folder.put("root/sub/inside", "inside");
    folder.put("secret", "secret");
    folder.make("rooted");  // its name starts with the root's
    folder.put("rooted/secret", "secret");
  }

  FileStore open() const {
    return std::move(FileStore::open_for_test(folder / "root", calls)).value();
  }
  std::string read(const std::string& path) const {
    const auto bytes = open().read(path, 100);
    if (bytes) return std::string(as_text(*bytes));
    CHECK(bytes.error().code == ErrorCode::FileError);
    return reason(path, bytes.error().message);
  }
  std::string write(const std::string& path, const std::string& text) const {
    const auto written = open().write(path, as_bytes(text));
    if (written) return "written";
    CHECK(written.error().code == ErrorCode::FileError);
    return reason(path, written.error().message);
  }
  /// What follows the path as the client gave it.
  static std::string reason(const std::string& path, const std::string& message) {
    const std::string prefix = "file \"" + path + "\": ";
    CHECK(message.substr(0, prefix.size()) == prefix);
    return message.substr(std::min(prefix.size(), message.size()));
  }

  FailingCalls calls;
  TemporaryDirectory folder;
};

}  // namespace

TEST_CASE("files inside the root are read and written, by relative path or literally below it") {
  const RootedStore store(GENERATE(true, false));
  const std::string root = store.folder / "root";

  CHECK(store.read("sub/inside") == "inside");
  CHECK(store.read("./sub//./inside") == "inside");
  CHECK(store.read(root + "/sub/inside") == "inside");
  CHECK(store.read(root + "//sub/inside") == "inside");
  CHECK(store.write("sub/deep/new", "1") == "written");
  CHECK(store.write(root + "/new", "2") == "written");
  CHECK(store.folder.get("root/sub/deep/new") == "1");
  CHECK(store.folder.get("root/new") == "2");
  CHECK(store.read(root) == "is a directory, not a regular file");
  CHECK(store.read("sub/inside/") == "not a directory");
}

TEST_CASE("nothing outside the root can be read or written by its path") {
  const RootedStore store(GENERATE(true, false));
  const auto path =
      GENERATE(as<std::string>(), "../secret", "sub/../../secret", "sub/deep/../../../secret",
               "/etc/hostname", "//etc/hostname", "/", "../root/../secret", "../rooted/secret");

  CHECK(store.read(path) == kOutside);
  CHECK(store.write(path, "x") != "written");
  CHECK(store.read(store.folder / "rooted/secret") == kOutside);
  CHECK(store.write(store.folder / "rooted/secret", "x") == kOutside);
  CHECK(store.read(store.folder / "root/../secret") == kOutside);
  CHECK(store.write(store.folder / "root/../secret", "x") == kOutside);
  CHECK(store.folder.get("secret") == "secret");
  CHECK(store.folder.get("rooted/secret") == "secret");
}

TEST_CASE("no symbolic link leads out of the root") {
  const RootedStore store(GENERATE(true, false));
  store.folder.link("../secret", "root/relative");
  store.folder.link(store.folder / "secret", "root/absolute");
  store.folder.link("..", "root/parent");
  store.folder.link("../rooted", "root/folder");
  store.folder.link("/proc/self/root", "root/magic");
  store.folder.link("../unborn", "root/dangling");
  const auto path =
      GENERATE(as<std::string>(), "relative", "absolute", "parent/secret", "folder/secret",
               "magic/etc/hostname", "sub/../parent/secret", "dangling");

  const std::string read = store.read(path);
  CHECK((read == kOutside || read.find("symbolic link") != std::string::npos));
  CHECK(store.write(path, "x") != "written");
  CHECK(store.folder.get("secret") == "secret");
  CHECK(store.folder.get("rooted/secret") == "secret");
  CHECK(store.folder.names() == std::set<std::string>{"root", "rooted", "secret"});
}

TEST_CASE("with openat2, '..' and links that stay inside the root are followed") {
  const RootedStore store(true);
  store.folder.link("sub/deep", "root/shortcut");
  store.folder.link("../sub/inside", "root/sub/alias");

  CHECK(store.read("sub/deep/../inside") == "inside");
  CHECK(store.read("shortcut/../inside") == "inside");
  CHECK(store.read("sub/alias") == "inside");
  CHECK(store.write("shortcut/../alias", "new") == "written");
  CHECK(store.folder.get("root/sub/inside") == "new");
  CHECK(std::filesystem::is_symlink(store.folder / "root/sub/alias"));
}

TEST_CASE("without openat2, the walk refuses every link and every '..'") {
  const RootedStore store(false);
  store.folder.link("sub", "root/shortcut");
  store.folder.link("inside", "root/sub/alias");
  const std::string refused = "passes through a symbolic link that may not be followed";

  CHECK(store.read("shortcut/inside") == refused);
  CHECK(store.read("sub/alias") == refused);
  CHECK(store.write("shortcut/new", "x") == refused);
  CHECK(store.write("sub/alias", "x") == refused);
  CHECK(store.read("sub/deep/../inside") == kOutside);
  CHECK(store.folder.get("root/sub/inside") == "inside");
}

TEST_CASE("a root that is no directory is refused with its name") {
  const TemporaryDirectory folder;
  folder.put("file", "x");
  const auto missing = FileStore::open(folder / "missing");
  REQUIRE_FALSE(missing.is_ok());
  CHECK(missing.error().message ==
        "file \"" + folder / "missing" + "\": no such file or directory");
  CHECK_FALSE(FileStore::open(folder / "file").is_ok());
  CHECK_FALSE(FileStore::open("").is_ok());
}
