#include "tests/daemon/rpc/test_service.hpp"
#include "tests/support/catch.hpp"

#include <future>
#include <memory>
#include <string_view>

namespace goxel::rpc {

namespace {

bool says(std::string_view answer, std::string_view what) {
  return answer.find(what) != std::string_view::npos;
}

std::shared_ptr<const Identity> some_process() {
  auto identity = std::make_shared<Identity>();
  identity->principal = "uid:1000";
  identity->peer = std::make_shared<net::PeerProcess>(files::UniqueFd());
  return identity;
}

/// Keeps a worker from doing anything for as long as it lives.
class BusyWorker {
 public:
  explicit BusyWorker(workers::Worker& worker) {
    worker.post([until = std::shared_future<void>(release_.get_future())](workers::Context&) {
      until.wait();
    });
  }
  ~BusyWorker() { release_.set_value(); }

 private:
  std::promise<void> release_;
};

}  // namespace

TEST_CASE("a process means its new session as soon as it is told of it") {
  TestService service;
  const auto process = some_process();
  TestClient& first = service.connect(0, process);
  first.call("goxel.create_project", R"(["one"])");
  first.close();
  TestClient& second = service.connect(1, process);
  TestClient& third = service.connect(1, process);
  {
    const BusyWorker busy(service.pool().worker(0));  // which has the first session to end
    CHECK(says(second.call("goxel.create_project", R"(["two"])"), R"("success":true)"));
    CHECK(says(third.call("goxel.get_project_info"), R"("name":"two")"));
  }
  service.settle();
  CHECK(says(third.call("goxel.list_sessions"), R"("count":1)"));
}

TEST_CASE("a session that somebody is bound to stays among those that its process has made") {
  TestService service;
  const auto process = some_process();
  TestClient& first = service.connect(0, process);
  first.call("goxel.create_project", R"(["one"])");
  TestClient& second = service.connect(1, process);
  second.call("goxel.create_project", R"(["two"])");
  service.settle();
  TestClient& third = service.connect(1, process);
  const std::string answer = third.call("goxel.get_project_info");
  CHECK(says(answer, R"("reason":"no_project")"));
  CHECK(says(answer, "2 sessions"));
}

}  // namespace goxel::rpc
