#include "daemon/renders/render_directory.hpp"

#include "daemon/renders/render_store.hpp"
#include "tests/daemon/files/temporary_directory.hpp"

#include <sys/stat.h>
#include <unistd.h>

using goxel::as_bytes;
using goxel::ErrorCode;
using goxel::TemporaryDirectory;
using goxel::renders::RenderDirectory;
using goxel::renders::RenderStore;

namespace {

const std::string kRender = "render_1_auto1_0123abcd.png";
const std::string kTemporary = ".goxel-0123456789abcdef.tmp";

}  // namespace

TEST_CASE("leftovers of our own naming pattern are cleared and nothing else") {
  const TemporaryDirectory folder;
  folder.put(kRender, "old");
  folder.put(kTemporary, "half");
  folder.put("holiday.png", "x");
  folder.put("render_1_auto1_0123abcd.txt", "x");
  folder.make("render_2_auto2_0123abcd.png");
  folder.link("holiday.png", "render_3_auto3_0123abcd.png");

  REQUIRE(RenderDirectory::open(folder.path()).is_ok());
  CHECK(folder.names() == std::set<std::string>{"holiday.png", "render_1_auto1_0123abcd.txt",
                                                "render_2_auto2_0123abcd.png",
                                                "render_3_auto3_0123abcd.png"});
}

TEST_CASE("files of another user are no leftovers of ours") {
  if (::geteuid() != 0) return;  // only root can give a file away
  const TemporaryDirectory folder;
  folder.put(kRender, "theirs");
  REQUIRE(::chown((folder / kRender).c_str(), 12'345, 12'345) == 0);
  REQUIRE(RenderDirectory::open(folder.path()).is_ok());
  CHECK(folder.get(kRender) == "theirs");
}

TEST_CASE("a folder in which another daemon lives keeps its renders") {
  const TemporaryDirectory folder;
  auto first = RenderStore::open({.directory = folder.path()});
  REQUIRE(first.is_ok());
  const auto entry = (*first)->add(as_bytes("x"), {.format = "png"}, 1);
  REQUIRE(entry.is_ok());

  auto second = RenderStore::open({.directory = folder.path()});
  REQUIRE(second.is_ok());
  REQUIRE((*second)->add(as_bytes("y"), {.format = "png"}, 1).is_ok());
  CHECK(folder.names().size() == 2);
  second->reset();
  CHECK(folder.names().size() == 1);
  CHECK(std::filesystem::exists(entry->path));
}

TEST_CASE("the orderly end deletes the managed files and leaves the others") {
  const TemporaryDirectory folder;
  {
    auto store = RenderStore::open({.directory = folder.path()});
    REQUIRE(store.is_ok());
    REQUIRE((*store)->add(as_bytes("x"), {.format = "png"}, 1).is_ok());
    REQUIRE((*store)->add(as_bytes("y"), {.format = "webp"}, 2).is_ok());
    folder.put("other", "x");
    CHECK(folder.names().size() == 3);
  }
  CHECK(folder.names() == std::set<std::string>{"other"});
}

TEST_CASE("the folder is made with its parents, and its path is absolute") {
  const TemporaryDirectory folder;
  const mode_t old_mask = ::umask(022);
  const auto made = RenderDirectory::open(folder / "a/b//");
  ::umask(old_mask);
  REQUIRE(made.is_ok());
  CHECK(made->path() == folder / "a/b");
  struct stat status {};
  REQUIRE(::stat((folder / "a/b").c_str(), &status) == 0);
  CHECK((status.st_mode & 07777) == 0755);
}

TEST_CASE("a folder that cannot be made is a file error with its name and the reason") {
  const TemporaryDirectory folder;
  folder.put("file", "x");
  const auto below_file = RenderDirectory::open(folder / "file/renders");
  REQUIRE_FALSE(below_file.is_ok());
  CHECK(below_file.error().code == ErrorCode::FileError);
  CHECK(below_file.error().message == "file \"" + folder / "file/renders" + "\": not a directory");
  CHECK_FALSE(RenderDirectory::open(folder / "file").is_ok());
  CHECK_FALSE(RenderDirectory::open("").is_ok());
}

TEST_CASE("a folder that another user made where everybody may is refused") {
  if (::geteuid() != 0) return;  // only root can give a directory away
  const TemporaryDirectory folder;
  folder.make("tmp/renders");
  REQUIRE(::chown((folder / "tmp/renders").c_str(), 12'345, 12'345) == 0);
  CHECK(RenderDirectory::open(folder / "tmp/renders").is_ok());
  REQUIRE(::chmod((folder / "tmp").c_str(), 01777) == 0);
  const auto trap = RenderDirectory::open(folder / "tmp/renders");
  REQUIRE_FALSE(trap.is_ok());
  CHECK(trap.error().code == ErrorCode::FileError);
}
