#include "daemon/recovery/recovery_store.hpp"

#include "core/base/str_cat.hpp"
#include "tests/daemon/recovery/recovery_support.hpp"

#include <functional>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

using namespace goxel;
using namespace goxel::recovery;

namespace {

/// Collects what a store tells of dropped copies, as "a:age b:bytes".
struct Drops {
  std::string told;

  RecoveryStore::OnDrop listener() {
    return [this](const CopyInfo& info, std::string_view why) {
      told += str_cat(told.empty() ? "" : " ", info.id.to_string().back(), ":", why);
    };
  }
};

/// Does something while a write encodes its image, then encodes it.
class Meanwhile final : public Parallel {
 public:
  explicit Meanwhile(std::function<void()> action) : action_(std::move(action)) {}
  void for_each(std::size_t count, const std::function<void(std::size_t)>& part) override {
    if (auto action = std::exchange(action_, nullptr)) action();
    Serial().for_each(count, part);
  }

 private:
  std::function<void()> action_;
};

mode_t mode_of(const std::string& path) {
  struct stat status {};
  REQUIRE(::stat(path.c_str(), &status) == 0);
  return status.st_mode & 07777;
}

}  // namespace

TEST_CASE("a copy is listed with what is known of it, also by the next store") {
  const TemporaryDirectory folder;
  const RecoveryStore::Options options{.folder = folder / "new/state"};
  CopyInfo expected{session_id('b', 30), "uid:7", "tower", true, CopyKind::Abandoned, kNow, 0};
  {
    const auto store = open_store(options);
    CHECK(store->list("").empty());
    write(*store, expected.id, small_project("tower"), kNow, CopyKind::Abandoned, "uid:7");
    const auto info = store->find(expected.id);
    REQUIRE(info.has_value());
    expected.size_bytes = info->size_bytes;
    CHECK(*info == expected);
  }
  const auto store = open_store(options);
  CHECK(store->list("uid:7") == std::vector<CopyInfo>{expected});
  CHECK(store->list("") == std::vector<CopyInfo>{expected});
  CHECK(store->list("uid:70").empty());
  CHECK_FALSE(store->find(session_id('b')).has_value());

  const std::string copy = folder / ("new/state/sessions/" + expected.id.to_string());
  CHECK(expected.size_bytes ==
        static_cast<std::int64_t>(std::filesystem::file_size(copy + "/project.gox") +
                                  std::filesystem::file_size(copy + "/session.json")));
  for (const char* path : {"new", "new/state", "new/state/sessions"}) {
    CHECK(mode_of(folder / path) == 0700);
  }
  CHECK(mode_of(copy) == 0700);
  CHECK(mode_of(copy + "/project.gox") == 0600);
  CHECK(mode_of(copy + "/session.json") == 0600);
  CHECK(mode_of(folder / "new/state/lock") == 0600);
  CHECK(folder.get("new/state/version") == "1\n");
}

TEST_CASE("a write over an older copy replaces it") {
  const TemporaryDirectory folder;
  const auto store = open_store({.folder = folder.path()});
  workers::Project large = small_project("old");
  REQUIRE(large.snapshots.create("s", large.image, {}).is_ok());
  write(*store, session_id('a'), large);
  write(*store, session_id('a'), small_project("new"), kNow + 1);
  CHECK(read(*store, session_id('a')).name == "new");
  CHECK(store->list("").size() == 1);
  CHECK(store->find(session_id('a'))->written_at == kNow + 1);
  CHECK(folder.names("sessions") == std::set<std::string>{"s1-aaaaaaaaaaaaaaaa"});
  CHECK(folder.names("sessions/s1-aaaaaaaaaaaaaaaa") ==
        std::set<std::string>{"project.gox", "session.json"});
}

TEST_CASE("a copy that was removed is gone") {
  const TemporaryDirectory folder;
  const auto store = open_store({.folder = folder.path()});
  CHECK_FALSE(store->remove(session_id('a')));
  write(*store, session_id('a'), small_project("x"));
  CHECK(store->remove(session_id('a')));
  CHECK_FALSE(store->remove(session_id('a')));
  CHECK(store->list("").empty());
  CHECK(folder.names("sessions").empty());
  const auto missing = store->read(session_id('a'));
  REQUIRE_FALSE(missing.is_ok());
  CHECK(missing.error().code == ErrorCode::SessionNotFound);
}

TEST_CASE("a copy that was taken is not found, and its files are there until it is erased") {
  const TemporaryDirectory folder;
  const auto store = open_store({.folder = folder.path()});
  CHECK_FALSE(store->take(session_id('a')));
  write(*store, session_id('a'), small_project("x"));
  const auto files = folder.names("sessions");
  const auto copy = store->take(session_id('a'));
  REQUIRE(copy);
  CHECK(store->list("").empty());
  CHECK_FALSE(store->read(session_id('a')).is_ok());
  CHECK_FALSE(store->take(session_id('a')));
  CHECK(folder.names("sessions") == files);
  SECTION("erased") {
    CHECK(store->erase(*copy));
    CHECK(folder.names("sessions").empty());
  }
  SECTION("not when a newer one has come") {
    write(*store, session_id('a'), small_project("y"));
    CHECK_FALSE(store->erase(*copy));
    CHECK(store->read(session_id('a'))->name == "y");
  }
}

TEST_CASE("a second store on the same folder is refused and names the first one's process") {
  const TemporaryDirectory folder;
  auto first = open_store({.folder = folder.path()});
  const auto second = RecoveryStore::open({.folder = folder.path()}, nullptr);
  REQUIRE_FALSE(second.is_ok());
  CHECK(second.error().code == ErrorCode::FileError);
  CHECK_THAT(second.error().message, Catch::Contains(str_cat("in use by process ", ::getpid())));
  first.reset();
  CHECK(RecoveryStore::open({.folder = folder.path()}, nullptr).is_ok());
}

TEST_CASE("a sweep drops what is older than it may be, and nothing that is just as old") {
  const TemporaryDirectory folder;
  Drops drops;
  const auto store = open_store({.folder = folder.path(), .ttl_s = 60}, drops.listener());
  write(*store, session_id('a'), small_project("x"), kNow);
  write(*store, session_id('b'), small_project("x"), kNow + 1);
  store->sweep(kNow + 60);
  CHECK(drops.told.empty());
  store->sweep(kNow + 61);
  CHECK(drops.told == "a:age");
  CHECK(letters(*store) == "b");
  CHECK(folder.names("sessions") == std::set<std::string>{"s1-aaaaaaaaaaaaaaab"});
}

TEST_CASE("past the number of copies the oldest go, abandoned ones first") {
  const TemporaryDirectory folder;
  Drops drops;
  const auto store = open_store({.folder = folder.path(), .sessions = 3}, drops.listener());
  write(*store, session_id('a'), small_project("x"), kNow);
  write(*store, session_id('b'), small_project("x"), kNow + 1);
  write(*store, session_id('c'), small_project("x"), kNow + 2, CopyKind::Abandoned);
  CHECK(drops.told.empty());
  write(*store, session_id('d'), small_project("x"), kNow + 3);
  CHECK(drops.told == "c:sessions");
  write(*store, session_id('e'), small_project("x"), kNow + 4);
  CHECK(drops.told == "c:sessions a:sessions");
  CHECK(letters(*store) == "bde");
  // The one just written stays, although abandoned ones go first and it is the oldest.
  write(*store, session_id('f'), small_project("x"), kNow, CopyKind::Abandoned);
  CHECK(letters(*store) == "def");
  // A newer copy of a session takes no more room than the older one.
  write(*store, session_id('d'), small_project("y"), kNow + 5);
  CHECK(letters(*store) == "def");
}

TEST_CASE("past the copies of one user that user's oldest go") {
  const TemporaryDirectory folder;
  Drops drops;
  const auto store =
      open_store({.folder = folder.path(), .sessions_per_user = 2}, drops.listener());
  write(*store, session_id('a'), small_project("x"), kNow, CopyKind::Evicted, "uid:1");
  write(*store, session_id('b'), small_project("x"), kNow + 1, CopyKind::Evicted, "uid:2");
  write(*store, session_id('c'), small_project("x"), kNow + 2, CopyKind::Evicted, "uid:2");
  write(*store, session_id('d'), small_project("x"), kNow + 3, CopyKind::Evicted, "uid:1");
  CHECK(drops.told.empty());
  write(*store, session_id('e'), small_project("x"), kNow + 4, CopyKind::Evicted, "uid:2");
  CHECK(drops.told == "b:user");
  CHECK(letters(*store) == "acde");
}

TEST_CASE("past the size of all copies the oldest go, and one that is larger alone is refused") {
  const TemporaryDirectory folder;
  std::int64_t one = 0;
  {
    const auto store = open_store({.folder = folder.path()});
    write(*store, session_id('a'), small_project("x"));
    one = store->find(session_id('a'))->size_bytes;
  }
  Drops drops;
  auto store = open_store({.folder = folder.path(), .bytes = 3 * one}, drops.listener());
  write(*store, session_id('b'), small_project("x"), kNow + 1);
  write(*store, session_id('c'), small_project("x"), kNow + 2);
  CHECK(drops.told.empty());
  write(*store, session_id('d'), small_project("x"), kNow + 3);
  CHECK(drops.told == "a:bytes");
  store.reset();

  store = open_store({.folder = folder.path(), .bytes = one}, drops.listener());
  CHECK(letters(*store) == "bcd");
  store->sweep(kNow);
  CHECK(letters(*store) == "d");
  write(*store, session_id('d'), small_project("y"), kNow + 4);
  const auto too_large = try_write(*store, session_id('d'), small_project("xx"), kNow + 5);
  REQUIRE_FALSE(too_large.is_ok());
  CHECK(too_large.error().code == ErrorCode::LimitExceeded);
  CHECK(read(*store, session_id('d')).name == "y");
  CHECK(folder.names("sessions") == std::set<std::string>{"s1-aaaaaaaaaaaaaaad"});
}

TEST_CASE("of two overlapping writes the one that was called last remains") {
  const TemporaryDirectory folder;
  const auto store = open_store({.folder = folder.path()});
  Meanwhile later([&] { write(*store, session_id('a'), small_project("later"), kNow + 1); });
  REQUIRE(store
              ->write(session_id('a'), "uid:1", small_project("earlier"), CopyKind::Evicted, kNow,
                      later)
              .is_ok());
  CHECK(read(*store, session_id('a')).name == "later");
  CHECK(store->find(session_id('a'))->written_at == kNow + 1);
  write(*store, session_id('a'), small_project("last"), kNow + 2);
  CHECK(read(*store, session_id('a')).name == "last");
  CHECK(folder.names("sessions").size() == 1);
}

TEST_CASE("a removal is not undone by a write that was called before it") {
  const TemporaryDirectory folder;
  const auto store = open_store({.folder = folder.path()});
  const bool has_old = GENERATE(false, true);
  if (has_old) write(*store, session_id('a'), small_project("old"));
  Meanwhile removal([&] { CHECK(store->remove(session_id('a')) == has_old); });
  REQUIRE(
      store->write(session_id('a'), "uid:1", small_project("x"), CopyKind::Evicted, kNow, removal)
          .is_ok());
  CHECK(store->list("").empty());
  CHECK(folder.names("sessions").empty());
}

TEST_CASE("many writers and readers of one session see whole copies only") {
  const TemporaryDirectory folder;
  const auto store = open_store({.folder = folder.path()});
  const workers::SessionId id = session_id('a');  // checks, and so belongs to the main thread
  write(*store, id, small_project("0"));
  std::vector<int> failures(4, 0);
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < failures.size(); ++t) {
    threads.emplace_back([&, t] {
      Serial serial;
      for (int i = 0; i < 20; ++i) {
        const workers::Project project = small_project(str_cat(t, ".", i));
        if (!store->write(id, "u", project, CopyKind::Evicted, kNow, serial)) ++failures[t];
        const auto found = store->read(id);
        if (!found || found->name != found->image.active_layer().name) ++failures[t];
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  CHECK(failures == std::vector<int>(4, 0));
  CHECK(folder.names("sessions").size() == 1);
  CHECK(store->list("").size() == 1);
}
