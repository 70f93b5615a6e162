#include "tests/daemon/rpc/test_service.hpp"
#include "tests/support/catch.hpp"

#include <filesystem>
#include <future>
#include <set>
#include <string>
#include <string_view>

namespace goxel::rpc {

namespace {

constexpr std::int64_t kIdleTimeout = 300;

bool says(std::string_view answer, std::string_view what) {
  return answer.find(what) != std::string_view::npos;
}

std::set<std::string> names_in(const std::filesystem::path& folder) {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    names.insert(entry.path().filename().string());
  return names;
}

std::string state_in(TestClient& client) {
  const std::string answer = client.call("goxel.list_sessions");
  for (const char* state : {"bound", "detached", "evicted"})
    if (says(answer, std::string("\"state\":\"") + state)) return state;
  return "none";
}

}  // namespace

TEST_CASE("a session without a request for the idle time-out rests, and not a second before") {
  TestService service;
  TestClient& client = service.connect(0);
  TestClient& watcher = service.connect(1);
  client.call("goxel.create_project", R"(["work"])");
  client.call("goxel.add_voxel", "[1,2,3,4,5,6,255]");
  service.clock().advance(kIdleTimeout - 1);
  service.look_for_idle();
  CHECK(state_in(watcher) == "bound");
  service.clock().advance(1);
  service.look_for_idle();
  CHECK(state_in(watcher) == "evicted");
  CHECK(says(client.call("goxel.get_voxel", "[1,2,3]"), R"("color":[4,5,6,255])"));
  CHECK(state_in(watcher) == "bound");
}

TEST_CASE("jumps of the wall clock evict nothing, lose nothing and bring everything back") {
  const std::int64_t jump = GENERATE(3'600, -3'600);
  TestService service;
  TestClient& client = service.connect(0);
  TestClient& watcher = service.connect(1);
  client.call("goxel.create_project", R"(["work"])");
  client.call("goxel.add_voxel", "[1,2,3,4,5,6,255]");
  service.clock().jump(jump);
  service.look_for_idle();
  CHECK(state_in(watcher) == "bound");
  service.clock().advance(kIdleTimeout);
  service.look_for_idle();
  REQUIRE(state_in(watcher) == "evicted");
  service.clock().jump(-2 * jump);
  service.services().recovery->sweep(service.clock().unix_seconds());
  CHECK(state_in(watcher) == "evicted");
  CHECK(says(client.call("goxel.get_voxel", "[1,2,3]"), R"("color":[4,5,6,255])"));
}

TEST_CASE("a session that is used before each look is never evicted") {
  TestService service;
  TestClient& client = service.connect(0);
  TestClient& watcher = service.connect(1);
  client.call("goxel.create_project", R"(["used"])");
  client.call("goxel.add_voxel", "[0,0,0,1,1,1,255]");
  for (int look = 0; look < 20; ++look) {
    service.clock().advance(kIdleTimeout - 1);
    client.call("goxel.get_voxel", "[0,0,0]");
    service.look_for_idle();
    REQUIRE(state_in(watcher) == "bound");
  }
  CHECK(says(client.call("goxel.undo"), R"("steps":1)"));
}

TEST_CASE("a session that is used while it is written stays") {
  TestService service;
  TestClient& client = service.connect(0);
  TestClient& watcher = service.connect(1);
  client.call("goxel.create_project", R"(["used"])");
  client.call("goxel.add_voxel", "[0,0,0,1,1,1,255]");
  service.clock().advance(kIdleTimeout);
  // The only job thread is busy, so that the write waits for it.
  std::promise<void> go_on;
  std::shared_future<void> is_free = go_on.get_future().share();
  REQUIRE(
      service.jobs().submit("other", [is_free](Parallel&, workers::JobState&) { is_free.wait(); }));
  for (workers::WorkerIndex i = 0; i < 2; ++i) {
    service.services().pool->worker(i).post(
        [](workers::Context& context) { Dispatcher::of(context).keeper().expire_idle(); });
  }
  client.call("goxel.add_voxel", "[1,0,0,1,1,1,255]");
  go_on.set_value();
  service.settle();
  CHECK(state_in(watcher) == "bound");
  CHECK(says(client.call("goxel.undo", "[2]"), R"("steps":2)"));
}

// On a busy disk the worker's other sessions waited for up to a second, for a rename too.
TEST_CASE("closing a session that rests does not touch its files") {
  TestService service;
  TestClient& client = service.connect(0);
  TestClient& watcher = service.connect(1);
  const std::string session =
      TestService::session_in(client.call("goxel.create_project", R"(["resting"])"));
  client.call("goxel.add_voxel", "[1,2,3,4,5,6,255]");
  service.clock().advance(kIdleTimeout);
  service.look_for_idle();
  REQUIRE(state_in(watcher) == "evicted");
  REQUIRE(names_in(service.copies_folder()) == std::set<std::string>{session});
  // The only job thread is busy, so that the deletion waits for it.
  std::promise<void> go_on;
  std::shared_future<void> is_free = go_on.get_future().share();
  REQUIRE(
      service.jobs().submit("other", [is_free](Parallel&, workers::JobState&) { is_free.wait(); }));
  const std::string params = R"({"discard":true,"session":")" + session + R"("})";
  CHECK(says(client.call("goxel.close_session", params), R"("success":true)"));
  CHECK(state_in(watcher) == "none");
  CHECK(says(watcher.call("goxel.attach_session", "[\"" + session + "\"]"), "session_not_found"));
  CHECK(names_in(service.copies_folder()) == std::set<std::string>{session});
  go_on.set_value();
  service.settle();
  CHECK(names_in(service.copies_folder()).empty());
}

TEST_CASE("in single mode an idle project gives its place in the lock back") {
  TestService::Options options;
  options.is_single = true;
  TestService service(options);
  TestClient& client = service.connect(0);
  TestClient& other = service.connect(1);
  client.call("goxel.create_project", R"(["first"])");
  client.call("goxel.add_voxel", "[1,2,3,4,5,6,255]");
  CHECK(says(other.call("goxel.create_project", R"(["second"])"), "project_locked"));
  service.clock().advance(kIdleTimeout - 1);
  service.look_for_idle();
  CHECK(says(other.call("goxel.create_project", R"(["second"])"), "project_locked"));
  service.clock().advance(kIdleTimeout);
  service.look_for_idle();
  CHECK(says(other.call("goxel.create_project", R"(["second"])"), R"("success":true)"));
}

TEST_CASE("twenty-four hours of use lose nothing and keep nothing that nobody wants") {
  TestService service;
  TestClient& busy = service.connect(0);
  TestClient& hourly = service.connect(1);
  busy.call("goxel.create_project", R"(["busy"])");
  hourly.call("goxel.create_project", R"(["hourly"])");
  constexpr int kTick = 10;
  constexpr int kDay = 86'400;
  int hours = 0;
  for (int second = 0; second < kDay; second += kTick) {
    service.clock().advance(kTick);
    if (second % 100 == 0) busy.call("goxel.add_voxel", "[0,0,0,1,1,1,255]");
    if (second % 3'600 == 0) {
      const std::string x = std::to_string(hours);
      hourly.call("goxel.add_voxel", "[" + x + ",0,0,7,7,7,255]");
      ++hours;
      TestClient& passing = service.connect(static_cast<std::uint32_t>(hours) % 2);
      passing.call("goxel.create_project", R"(["passing"])");
      passing.close();
    }
    // Every tick is a look; where nothing can be idle it is not waited for.
    if (second % 300 == 0) service.look_for_idle();
  }
  REQUIRE(hours == 24);
  service.clock().advance(kIdleTimeout);
  service.look_for_idle();
  CHECK(service.services().pool->session_count() == 2);
  CHECK(says(hourly.call("goxel.get_bounding_box"), R"("max":[24,1,1])"));
  CHECK(says(hourly.call("goxel.get_layer_voxels", R"({"limit":1})"), R"("total":24)"));
}

}  // namespace goxel::rpc
