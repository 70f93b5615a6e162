#include "tests/daemon/rpc/test_service.hpp"
#include "tests/support/catch.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace goxel::rpc {

namespace {

bool says(std::string_view answer, std::string_view what) {
  return answer.find(what) != std::string_view::npos;
}

std::shared_ptr<const Identity> some_process() {
  auto identity = std::make_shared<Identity>();
  identity->principal = "uid:1000";
  identity->role = access::Role::Editor;
  identity->peer = std::make_shared<net::PeerProcess>(files::UniqueFd());
  return identity;
}

}  // namespace

TEST_CASE("a process means its new session as soon as it is told of it") {
  TestService service;
  const auto process = some_process();
  for (std::uint32_t round = 0; round < 100; ++round) {
    TestClient& maker = service.connect(round % 2, process);
    const std::string name = "\"round " + std::to_string(round) + '"';
    REQUIRE(says(maker.call("goxel.create_project", '[' + name + ']'), R"("success":true)"));
    maker.close();
    TestClient& reader = service.connect((round + 1) % 2, process);
    REQUIRE(says(reader.call("goxel.get_project_info"), "\"name\":" + name));
    CHECK(says(reader.call("goxel.list_sessions"), R"("count":1)"));
    reader.close();
  }
}

TEST_CASE("a session that somebody is bound to stays among those that its process has made") {
  TestService service;
  const auto process = some_process();
  TestClient& first = service.connect(0, process);
  first.call("goxel.create_project", R"(["one"])");
  TestClient& second = service.connect(1, process);
  second.call("goxel.create_project", R"(["two"])");
  TestClient& third = service.connect(1, process);
  const std::string answer = third.call("goxel.get_project_info");
  CHECK(says(answer, R"("reason":"no_project")"));
  CHECK(says(answer, "2 sessions"));
}

}  // namespace goxel::rpc
