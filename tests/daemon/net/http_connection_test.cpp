#include "daemon/net/http_connection.hpp"

#include "daemon/files/unique_fd.hpp"
#include "tests/daemon/rpc/test_service.hpp"
#include "tests/support/catch.hpp"
#include "tests/workers/support.hpp"

#include <memory>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace goxel::net {

namespace {

/// The client's end of a connection that a worker of a TestService serves.
class HttpPeer {
 public:
  explicit HttpPeer(rpc::TestService& service) {
    int ends[2];
    REQUIRE(socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0);
    socket_ = files::UniqueFd(ends[0]);
    workers::ask_worker(service.pool().worker(0), [server = ends[1]](workers::Context& context) {
      MovingConnection moving;
      moving.socket = {server, AF_UNIX};
      auto identity = std::make_shared<rpc::Identity>();
      identity->principal = "uid:1000";
      moving.identity = std::move(identity);
      context.counters().connections.fetch_add(1);
      HttpConnection::start(rpc::Dispatcher::of(context), std::move(moving));
    });
  }

  void send(std::string_view text) {
    REQUIRE(write(socket_.get(), text.data(), text.size()) == static_cast<ssize_t>(text.size()));
  }
  /// All that comes until `end` has.
  std::string receive(std::string_view end) {
    std::string text;
    while (text.find(end) == std::string::npos && receive_some(text)) {
    }
    return text;
  }
  /// All that comes until the service closes.
  std::string rest() {
    std::string text;
    while (receive_some(text)) {
    }
    return text;
  }

 private:
  bool receive_some(std::string& text) {
    char bytes[4096];
    const ssize_t size = read(socket_.get(), bytes, sizeof bytes);
    if (size > 0) text.append(bytes, static_cast<std::size_t>(size));
    return size > 0;
  }

  files::UniqueFd socket_;
};

constexpr std::string_view kPing =
    "POST /rpc HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
    "Content-Length: 40\r\n\r\n{\"jsonrpc\":\"2.0\",\"method\":\"ping\",\"id\":1}";

}  // namespace

TEST_CASE("while the service ends, it is alive and not ready, and calls are refused") {
  rpc::TestService service;
  HttpPeer peer(service);
  peer.send(kPing);
  CHECK(peer.receive("\"id\":1}").starts_with("HTTP/1.1 200 OK\r\n"));
  service.services().is_draining = true;
  SECTION("its readiness says so") {
    peer.send("GET /readyz HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const std::string answer = peer.rest();
    CHECK(answer.starts_with("HTTP/1.1 503 Service Unavailable\r\n"));
    CHECK(answer.find("\r\nConnection: close\r\n") != std::string::npos);
    CHECK(answer.ends_with("\r\n\r\ndraining"));
  }
  SECTION("its liveness does not") {
    peer.send("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n");
    CHECK(peer.rest().starts_with("HTTP/1.1 200 OK\r\n"));
  }
  SECTION("a call is told to come back") {
    peer.send(kPing);
    const std::string answer = peer.rest();
    CHECK(answer.starts_with("HTTP/1.1 503 Service Unavailable\r\n"));
    CHECK(answer.find("\r\nRetry-After: 1\r\n") != std::string::npos);
  }
}

TEST_CASE("a call whose body comes when the service has begun to end is refused") {
  rpc::TestService service;
  HttpPeer peer(service);
  peer.send(kPing.substr(0, kPing.size() - 1));
  service.settle();
  service.services().is_draining = true;
  peer.send("}");
  CHECK(peer.rest().starts_with("HTTP/1.1 503 Service Unavailable\r\n"));
}

}  // namespace goxel::net
