#include "daemon/rpc/handler.hpp"
#include "tests/daemon/rpc/test_service.hpp"
#include "tests/support/catch.hpp"

#include <array>
#include <future>
#include <stdexcept>

namespace goxel::rpc {

namespace {

bool says(std::string_view answer, std::string_view what) {
  return answer.find(what) != std::string_view::npos;
}

/// Changes its project and throws.
void change_and_throw(Dispatcher&, Invocation& invocation) {
  (void)invocation.session->edit_image([](Image& image) -> Result<void> {
    image.edit_layer(1).volume.set({9, 9, 9}, {1, 1, 1, 255});
    throw std::runtime_error("a defect");
  });
}

constexpr std::array<Method, 1> kThrowing{
    Method{"throw", "Throws.", Access::Write, &change_and_throw, {}}};

}  // namespace

TEST_CASE("a handler that throws answers internal_error, and its session is closed and kept") {
  TestService::Options options;
  options.more_methods = kThrowing;
  TestService service(options);
  TestClient& client = service.connect(0);
  TestClient& neighbour = service.connect(0);
  const std::string session =
      TestService::session_in(client.call("goxel.create_project", R"(["suspect"])"));
  client.call("goxel.add_voxel", "[1,2,3,4,5,6,255]");
  neighbour.call("goxel.create_project", R"(["well"])");
  const std::string answer = client.call("goxel.throw");
  CHECK(says(answer, "internal_error"));
  CHECK_FALSE(says(answer, "a defect"));
  service.settle();
  CHECK(says(client.call("goxel.get_voxel", "[1,2,3]"), "no_project"));
  CHECK(says(neighbour.call("goxel.get_voxel", "[0,0,0]"), R"("exists":false)"));
  CHECK(says(client.call("goxel.list_sessions"), R"("name":"suspect","state":"evicted")"));
  client.call("goxel.attach_session", "[\"" + session + "\"]");
  CHECK(says(client.call("goxel.get_voxel", "[1,2,3]"), R"("color":[4,5,6,255])"));
  CHECK(says(client.call("goxel.get_voxel", "[9,9,9]"), R"("exists":false)"));
}

TEST_CASE("a create that would add a seventeenth recovery write waits for one to end") {
  TestService service;
  TestClient& client = service.connect(0);
  std::promise<void> go_on;
  std::shared_future<void> is_free = go_on.get_future().share();
  REQUIRE(
      service.jobs().submit("other", [is_free](Parallel&, workers::JobState&) { is_free.wait(); }));
  // Each create but the first replaces a project with unsaved changes.
  for (int project = 0; project <= 16; ++project) {
    REQUIRE(says(client.call("goxel.create_project"), R"("success":true)"));
    REQUIRE(says(client.call("goxel.add_voxel", "[0,0,0,1,1,1,255]"), R"("success":true)"));
  }
  client.send("goxel.create_project", R"(["late"])");
  client.send("goxel.add_voxel", "[5,5,5,1,1,1,255]");
  CHECK_FALSE(says(service.connect(0).call("goxel.list_sessions"), "late"));
  CHECK_FALSE(client.has_answer());
  go_on.set_value();
  CHECK(says(client.receive(), R"("name":"late")"));
  CHECK(says(client.receive(), R"("success":true)"));
  CHECK(says(client.call("goxel.get_voxel", "[5,5,5]"), R"("exists":true)"));
  CHECK(says(client.call("goxel.get_voxel", "[0,0,0]"), R"("exists":false)"));
}

TEST_CASE("at the memory limit all goes on, and past it what grows is refused") {
  TestService::Options options;
  options.limits.memory_bytes = 1'000;
  TestService service(options);
  TestClient& client = service.connect(0);
  service.services().resident_bytes = 1'000;
  CHECK(says(client.call("goxel.create_project"), R"("success":true)"));
  CHECK(says(client.call("goxel.add_voxel", "[0,0,0,1,1,1,255]"), R"("success":true)"));
  service.services().resident_bytes = 1'001;
  for (const char* method : {"goxel.create_project", "goxel.add_voxel", "goxel.render_scene"}) {
    const std::string answer =
        client.call(method, method == std::string("goxel.add_voxel") ? "[1,0,0,1,1,1,255]" : "[]");
    CHECK(says(answer, R"("limit":"memory_bytes")"));
  }
  CHECK(says(client.call("goxel.get_voxel", "[0,0,0]"), R"("exists":true)"));
  CHECK(says(client.call("goxel.remove_voxel", "[0,0,0]"), R"("success":true)"));
  CHECK(says(client.call("goxel.close_project"), R"("success":true)"));
}

}  // namespace goxel::rpc
