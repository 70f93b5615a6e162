#include "daemon/net/connection.hpp"

#include "daemon/files/unique_fd.hpp"
#include "tests/daemon/rpc/test_service.hpp"
#include "tests/support/catch.hpp"
#include "tests/workers/support.hpp"

#include <algorithm>
#include <memory>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace goxel::net {

namespace {

/// The client's end of a connection that a worker of a TestService serves. The socket keeps the
/// bounds between writes, so that each read gives what was written at once.
files::UniqueFd connect_by_packets(rpc::TestService& service) {
  int ends[2];
  REQUIRE(socketpair(AF_UNIX, SOCK_SEQPACKET, 0, ends) == 0);
  workers::ask_worker(service.pool().worker(0), [server = ends[1]](workers::Context& context) {
    MovingConnection moving;
    moving.socket = {server, AF_UNIX};
    auto identity = std::make_shared<rpc::Identity>();
    identity->principal = "uid:1000";
    identity->role = access::Role::Editor;
    moving.identity = std::move(identity);
    moving.presence = std::make_shared<ConnectionPresence>(nullptr);
    context.counters().connections.fetch_add(1);
    Connection::start(rpc::Dispatcher::of(context), std::move(moving));
  });
  return files::UniqueFd(ends[0]);
}

std::string read_packet(const files::UniqueFd& socket) {
  std::string packet(1 << 16, '\0');
  const ssize_t size = read(socket.get(), packet.data(), packet.size());
  packet.resize(static_cast<std::size_t>(std::max<ssize_t>(size, 0)));
  return packet;
}

}  // namespace

TEST_CASE("a pipelined burst is answered in one write") {
  rpc::TestService service;
  const files::UniqueFd socket = connect_by_packets(service);
  std::string burst;
  std::string expected;
  for (int id = 1; id <= 100; ++id) {
    const std::string number = std::to_string(id);
    burst +=
        R"({"jsonrpc":"2.0","method":"echo","params":[")" + number + R"("],"id":)" + number + "}\n";
    expected += R"({"jsonrpc":"2.0","result":[")" + number + R"("],"id":)" + number + "}\n";
  }
  REQUIRE(write(socket.get(), burst.data(), burst.size()) == static_cast<ssize_t>(burst.size()));
  CHECK(read_packet(socket) == expected);
}

}  // namespace goxel::net
