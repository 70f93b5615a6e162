#include "daemon/access/policy.hpp"
#include "tests/daemon/rpc/test_service.hpp"
#include "tests/support/catch.hpp"

#include <string>
#include <string_view>

namespace goxel::rpc {

namespace {

bool says(std::string_view answer, std::string_view what) {
  return answer.find(what) != std::string_view::npos;
}

}  // namespace

TEST_CASE("a token gives a connection its role and its principal") {
  const access::Policy policy(
      {"tokens"}, access::TokenSet::parse("viewer v wall\neditor e desk", "tokens").value());
  TestService service;
  service.services().policy = &policy;
  TestClient& client = service.connect(0, "tcp", Role::None);
  CHECK(says(client.call("goxel.create_project"), R"("reason":"unauthorized")"));
  CHECK(says(client.call("goxel.authenticate", R"(["e"])"),
             R"("result":{"success":true,"role":"editor","principal":"token:desk"})"));
  CHECK(says(client.call("goxel.create_project"), R"("success":true)"));
  CHECK(says(client.call("goxel.add_voxel", "[1,2,3,4,5,6]"), R"("success":true)"));
  // A session stays with whom it was made by.
  CHECK(says(client.call("goxel.authenticate", R"({"token":"v"})"), R"("role":"viewer")"));
  CHECK(says(client.call("goxel.add_voxel", "[1,2,3,4,5,6]"), R"("reason":"read_only")"));
  CHECK(says(client.call("goxel.list_sessions"), R"("count":0)"));
}

TEST_CASE("a wrong token changes nothing, and what follows it waits for the refusal") {
  const access::Policy policy({"tokens"}, access::TokenSet::parse("editor e", "tokens").value());
  TestService service;
  service.services().policy = &policy;
  TestClient& client = service.connect(0, "tcp", Role::None);
  client.send("goxel.authenticate", R"(["x"])");
  client.send("ping");
  CHECK(says(client.receive(), R"("reason":"unauthorized")"));
  CHECK(says(client.receive(), R"("pong":true)"));
  CHECK(says(client.call("goxel.authenticate", R"(["e"])"), R"("role":"editor")"));
  CHECK(says(client.call("goxel.authenticate", R"(["x"])"), R"("reason":"unauthorized")"));
  CHECK(says(client.call("goxel.create_project"), R"("success":true)"));
}

TEST_CASE("where there is no token file no token is taken") {
  TestService service;
  TestClient& client = service.connect(0, "uid:1000");
  CHECK(says(client.call("goxel.authenticate", R"(["e"])"), R"("reason":"unauthorized")"));
  CHECK(says(client.call("goxel.create_project"), R"("success":true)"));
}

}  // namespace goxel::rpc
