#include "daemon/renders/render_store.hpp"

#include "tests/daemon/files/temporary_directory.hpp"

#include <sys/stat.h>
#include <thread>

using goxel::as_bytes;
using goxel::ErrorCode;
using goxel::Result;
using goxel::TemporaryDirectory;
using goxel::renders::RenderEntry;
using goxel::renders::RenderFolder;
using goxel::renders::RenderStats;
using goxel::renders::RenderStore;

namespace {

constexpr std::int64_t kNow = 1'700'000'000;

std::unique_ptr<RenderStore> open(const RenderFolder& folder) {
  auto store = RenderStore::open(folder);
  REQUIRE(store.is_ok());
  return std::move(store).value();
}

Result<RenderEntry> try_add(RenderStore& store, const std::string& picture, std::int64_t now_s) {
  return store.add(as_bytes(picture),
                   {.format = "png", .width = 4, .height = 3, .session_id = "s0-abc"}, now_s);
}

RenderEntry add(RenderStore& store, const std::string& picture, std::int64_t now_s) {
  auto entry = try_add(store, picture, now_s);
  REQUIRE(entry.is_ok());
  return std::move(entry).value();
}

std::vector<std::string> paths(const RenderStore& store) {
  std::vector<std::string> all;
  for (const RenderEntry& entry : store.list()) all.push_back(entry.path);
  return all;
}

}  // namespace

TEST_CASE("a kept render is a private file that the entry describes") {
  const TemporaryDirectory folder;
  const auto store = open({.directory = folder / "new/renders", .ttl_s = 60});
  const RenderEntry entry = add(*store, "abc", kNow);

  const std::string prefix = folder / "new/renders/render_1700000000_auto1700000000_";
  CHECK(entry.path.substr(0, prefix.size()) == prefix);
  CHECK(entry.size_bytes == 3);
  CHECK(entry.format == "png");
  CHECK(entry.width == 4);
  CHECK(entry.height == 3);
  CHECK(entry.checksum ==
        "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(entry.created_at == kNow);
  CHECK(entry.expires_at == kNow + 60);
  CHECK(entry.session_id == "s0-abc");
  struct stat status {};
  REQUIRE(::stat(entry.path.c_str(), &status) == 0);
  CHECK((status.st_mode & 07777) == 0600);
  CHECK(status.st_size == 3);
  CHECK(folder.names("new/renders").size() == 1);
}

TEST_CASE("renders are listed oldest first and found by their exact path") {
  const TemporaryDirectory folder;
  const auto store = open({.directory = folder.path()});
  const RenderEntry first = add(*store, "1", kNow);
  const RenderEntry second = add(*store, "22", kNow);
  CHECK(store->list() == std::vector<RenderEntry>{first, second});
  CHECK(*store->find(second.path) == second);
  CHECK(store->find(second.path + "/").error().code == ErrorCode::NotFound);
  CHECK(store->find(folder.path() + "/./" + second.path.substr(folder.path().size() + 1))
            .error()
            .code == ErrorCode::NotFound);
}

TEST_CASE("removing a render deletes its file once and tells the bytes") {
  const TemporaryDirectory folder;
  const auto store = open({.directory = folder.path()});
  const RenderEntry entry = add(*store, "12345", kNow);
  const Result<std::int64_t> freed = store->remove(entry.path);
  REQUIRE(freed.is_ok());
  CHECK(*freed == 5);
  CHECK(folder.names().empty());
  CHECK(store->remove(entry.path).error().code == ErrorCode::NotFound);
}

TEST_CASE("no file but a managed render can be removed") {
  const TemporaryDirectory folder;
  folder.make("renders");
  folder.put("outside", "x");
  folder.put("renders/other", "x");
  const auto store = open({.directory = folder / "renders"});
  CHECK_FALSE(store->remove(folder / "renders/other").is_ok());
  CHECK(store->stats().security_violations == 0);
  CHECK_FALSE(store->remove(folder / "outside").is_ok());
  CHECK_FALSE(store->remove(folder / "renders/../outside").is_ok());
  CHECK_FALSE(store->find("/etc/hostname").is_ok());
  CHECK_FALSE(store->find("").is_ok());
  CHECK(store->stats().security_violations == 4);
  CHECK(folder.get("outside") == "x");
  CHECK(folder.get("renders/other") == "x");
}

TEST_CASE("a render whose file is gone already is removed without complaint") {
  const TemporaryDirectory folder;
  const auto store = open({.directory = folder.path()});
  const RenderEntry entry = add(*store, "12345", kNow);
  std::filesystem::remove(entry.path);
  CHECK(store->remove(entry.path).is_ok());
}

TEST_CASE("a render that cannot be deleted stays in the store") {
  const TemporaryDirectory folder;
  const auto store = open({.directory = folder.path(), .ttl_s = 10});
  const RenderEntry entry = add(*store, "12345", kNow);
  std::filesystem::remove(entry.path);
  std::filesystem::create_directory(entry.path);  // unlink cannot delete this, not even as root

  const Result<std::int64_t> freed = store->remove(entry.path);
  REQUIRE_FALSE(freed.is_ok());
  CHECK(freed.error().code == ErrorCode::FileError);
  CHECK(store->sweep(kNow + 10).files == 0);
  CHECK(store->list() == std::vector<RenderEntry>{entry});
  CHECK(store->stats().current_cache_size_bytes == 5);
  CHECK(store->stats().files_cleaned == 0);
  std::filesystem::remove(entry.path);
  CHECK(store->sweep(kNow + 10).files == 1);
}

TEST_CASE("a sweep deletes what has reached its time to live and nothing younger") {
  const TemporaryDirectory folder;
  const auto store = open({.directory = folder.path(), .ttl_s = 100});
  add(*store, "1", kNow);
  const RenderEntry younger = add(*store, "22", kNow + 1);
  CHECK(store->sweep(kNow + 99).files == 0);
  const auto swept = store->sweep(kNow + 100);
  CHECK(swept.files == 1);
  CHECK(swept.bytes == 1);
  CHECK(paths(*store) == std::vector<std::string>{younger.path});
  CHECK(folder.names().size() == 1);
}

TEST_CASE("a clock that stepped back does not keep what expires first") {
  const TemporaryDirectory folder;
  const auto store = open({.directory = folder.path(), .ttl_s = 100});
  const RenderEntry ahead = add(*store, "1", kNow + 1'000);
  add(*store, "2", kNow);
  CHECK(store->sweep(kNow + 100).files == 1);
  CHECK(paths(*store) == std::vector<std::string>{ahead.path});
}

TEST_CASE("the size budget holds to the byte, oldest out first") {
  const TemporaryDirectory folder;
  const auto store = open({.directory = folder.path(), .max_size_bytes = 10});
  add(*store, "1234", kNow);
  const RenderEntry second = add(*store, "123456", kNow + 1);
  CHECK(store->list().size() == 2);  // exactly 10
  const RenderEntry third = add(*store, "1", kNow + 2);
  CHECK(paths(*store) == std::vector<std::string>{second.path, third.path});
  const RenderEntry whole = add(*store, "1234567890", kNow + 3);
  CHECK(paths(*store) == std::vector<std::string>{whole.path});
  CHECK(folder.names().size() == 1);

  const Result<RenderEntry> beyond = try_add(*store, "12345678901", kNow + 4);
  REQUIRE_FALSE(beyond.is_ok());
  CHECK(beyond.error().code == ErrorCode::LimitExceeded);
  CHECK(beyond.error().message == "the picture has 11 bytes; the render folder may hold 10");
  CHECK(paths(*store) == std::vector<std::string>{whole.path});
}

TEST_CASE("the number of renders is bounded as well") {
  const TemporaryDirectory folder;
  const auto store = open({.directory = folder.path(), .max_count = 2});
  add(*store, "1", kNow);
  const RenderEntry second = add(*store, "2", kNow);
  const RenderEntry third = add(*store, "3", kNow);
  CHECK(paths(*store) == std::vector<std::string>{second.path, third.path});
}

TEST_CASE("an add that fails leaves no entry, no file and no bytes in use") {
  const TemporaryDirectory folder;
  const auto store = open({.directory = folder / "renders"});
  CHECK(store->add(as_bytes("x"), {.format = "exe"}, kNow).error().code ==
        ErrorCode::InvalidParams);
  std::filesystem::remove_all(folder / "renders");
  CHECK(try_add(*store, "x", kNow).error().code == ErrorCode::FileError);
  CHECK(store->list().empty());
  CHECK(store->stats().current_cache_size_bytes == 0);
  CHECK(store->stats().total_renders == 0);
}

TEST_CASE("the statistics count what happened") {
  const TemporaryDirectory folder;
  const auto store = open({.directory = folder.path(), .ttl_s = 100, .max_size_bytes = 1'000});
  CHECK_FALSE(store->stats().last_cleanup.has_value());
  add(*store, std::string(100, 'a'), kNow);
  const RenderEntry second = add(*store, std::string(150, 'b'), kNow + 50);
  add(*store, std::string(250, 'c'), kNow + 50);
  store->sweep(kNow + 100);
  REQUIRE(store->remove(second.path).is_ok());

  const RenderStats stats = store->stats();
  CHECK(stats.active_renders == 1);
  CHECK(stats.total_renders == 3);
  CHECK(stats.total_cleanups == 1);
  CHECK(stats.current_cache_size_bytes == 250);
  CHECK(stats.max_cache_size_bytes == 1'000);
  CHECK(stats.cache_usage_fraction == 0.25);
  CHECK(stats.files_cleaned == 2);
  CHECK(stats.bytes_freed == 250);
  CHECK(stats.security_violations == 0);
  CHECK(stats.last_cleanup == kNow + 100);
}

TEST_CASE("adds, removals and sweeps from many threads leave the books in order") {
  const TemporaryDirectory folder;
  const auto store = open({.directory = folder.path(), .ttl_s = 5, .max_size_bytes = 400});
  constexpr int kThreads = 4;
  constexpr int kRounds = 50;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < kThreads; ++thread) {
    threads.emplace_back([&store, thread] {
      for (int round = 0; round < kRounds; ++round) {
        const auto entry = store->add(as_bytes("0123456789"), {.format = "png"}, kNow + round);
        if (entry && (round + thread) % 3 == 0) (void)store->remove(entry->path);
        if (round % 10 == 0) store->sweep(kNow + round);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();

  const RenderStats stats = store->stats();
  CHECK(stats.total_renders == kThreads * kRounds);
  CHECK(stats.active_renders + stats.files_cleaned == stats.total_renders);
  CHECK(stats.current_cache_size_bytes == stats.active_renders * 10);
  CHECK(stats.current_cache_size_bytes <= 400);
  CHECK(static_cast<std::int64_t>(folder.names().size()) == stats.active_renders);
}
