#include "tests/daemon/rpc/test_service.hpp"
#include "tests/support/catch.hpp"

#include <string>
#include <string_view>

namespace goxel::rpc {

namespace {

bool tells(std::string_view answer, std::string_view what) {
  return answer.find(what) != std::string_view::npos;
}

/// A client of worker 0, and one of worker 1 that is bound to the first one's session and stays.
struct StayingClient {
  TestService service;
  TestClient& owner = service.connect(0);
  std::string session = TestService::session_in(owner.call("goxel.create_project", R"(["far"])"));
  TestClient& client = service.connect(1);

  StayingClient() {
    const std::string answer = client.call("goxel.attach_session", "[\"" + session + "\"]");
    REQUIRE(tells(answer, R"("success":true)"));
    REQUIRE(tells(client.call("goxel.add_voxel", "[1,2,3,4,5,6,255]"), R"("success":true)"));
  }
};

}  // namespace

TEST_CASE("a client that is bound elsewhere means nothing after it has closed its project") {
  StayingClient staying;
  CHECK(tells(staying.client.call("goxel.close_project"), staying.session));
  CHECK(tells(staying.client.call("goxel.get_voxel", "[1,2,3]"), "no_project"));
  CHECK(tells(staying.client.call("goxel.list_layers"), R"("count":0)"));
}

TEST_CASE("a client that is bound elsewhere means nothing after another has closed its session") {
  StayingClient staying;
  staying.owner.call("goxel.close_session", "[\"" + staying.session + "\"]");
  CHECK(tells(staying.client.call("goxel.get_voxel", "[1,2,3]"), "no_project"));
  CHECK(tells(staying.client.call("goxel.health_check"), R"("has_active_project":false)"));
}

TEST_CASE("a client that is bound elsewhere keeps its project when a load fails") {
  StayingClient staying;
  staying.client.send("goxel.load_project", R"(["missing.gox"])");
  staying.client.send("goxel.add_voxel", "[4,5,6,7,8,9,255]");
  CHECK(tells(staying.client.receive(), "file_error"));
  CHECK(tells(staying.client.receive(), R"("success":true)"));
  CHECK(tells(staying.owner.call("goxel.get_voxel", "[4,5,6]"), R"("exists":true)"));
}

TEST_CASE("a client that is bound elsewhere means what it has loaded from then on") {
  StayingClient staying;
  REQUIRE(tells(staying.client.call("goxel.save_project", R"(["far.gox"])"), R"("success":true)"));
  staying.client.send("goxel.load_project", R"(["far.gox"])");
  staying.client.send("goxel.add_voxel", "[4,5,6,7,8,9,255]");
  CHECK(tells(staying.client.receive(), R"("success":true)"));
  CHECK(tells(staying.client.receive(), R"("success":true)"));
  CHECK(tells(staying.client.call("goxel.get_voxel", "[1,2,3]"), R"("exists":true)"));
  CHECK(tells(staying.owner.call("goxel.get_voxel", "[4,5,6]"), R"("exists":false)"));
}

}  // namespace goxel::rpc
