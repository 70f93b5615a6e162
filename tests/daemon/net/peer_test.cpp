#include "daemon/net/peer.hpp"

#include "daemon/net/presence.hpp"
#include "tests/support/catch.hpp"

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <string>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

namespace goxel::net {

namespace {

using files::UniqueFd;
using workers::SessionId;

/// A Unix socket that other processes connect to, and the end that they hold on to.
class Listener {
 public:
  Listener() : socket_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    char folder[] = "/tmp/goxel-peer-XXXXXX";
    REQUIRE(::mkdtemp(folder) != nullptr);
    folder_ = folder;
    const std::string path = folder_ + "/socket";
    REQUIRE(path.size() < sizeof address_.sun_path);
    std::copy(path.begin(), path.end(), address_.sun_path);
    REQUIRE(::bind(socket_.get(), generic(), sizeof address_) == 0);
    REQUIRE(::listen(socket_.get(), 16) == 0);
  }
  ~Listener() { std::filesystem::remove_all(folder_); }

  /// In any process, and only async-signal-safe calls.
  UniqueFd connect() const {
    UniqueFd client(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (::connect(client.get(), generic(), sizeof address_) != 0) return {};
    return client;
  }
  UniqueFd accept() const { return UniqueFd(::accept(socket_.get(), nullptr, nullptr)); }

 private:
  const sockaddr* generic() const { return reinterpret_cast<const sockaddr*>(&address_); }

  UniqueFd socket_;
  sockaddr_un address_{AF_UNIX, {}};
  std::string folder_;
};

/// A process that has connected `count` times and then stays until it is told to exit.
class Child {
 public:
  Child(const Listener& listener, int count) {
    int ends[2];
    REQUIRE(::pipe(ends) == 0);
    pid_ = ::fork();
    if (pid_ == 0) {
      ::close(ends[1]);
      UniqueFd connections[4];
      for (int i = 0; i < count; ++i) connections[i] = listener.connect();
      char end_of_file = 0;
      (void)!::read(ends[0], &end_of_file, 1);  // Returns when the test closes its end.
      ::_exit(0);
    }
    ::close(ends[0]);
    leash_ = UniqueFd(ends[1]);
    REQUIRE(pid_ > 0);
  }
  ~Child() {
    if (pid_ > 0) exit();
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;

  void exit() {
    leash_.close();
    ::waitpid(std::exchange(pid_, 0), nullptr, 0);
  }
  /// As exit(), but leaves the process in the state in which its parent has not waited for it.
  void exit_unreaped() {
    leash_.close();
    siginfo_t info{};
    ::waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOWAIT);
  }

 private:
  pid_t pid_ = 0;
  UniqueFd leash_;
};

}  // namespace

TEST_CASE("all connections of a process have the same peer, and another process another") {
  const Listener listener;
  PeerTable table;
  const Child child(listener, 2);
  const UniqueFd first = listener.accept();
  const UniqueFd second = listener.accept();
  const UniqueFd own_end = listener.connect();
  const UniqueFd own = listener.accept();

  const auto peer = table.peer_of(first.get());

  REQUIRE(peer != nullptr);
  CHECK(table.peer_of(second.get()) == peer);
  const auto own_peer = table.peer_of(own.get());
  REQUIRE(own_peer != nullptr);
  CHECK(own_peer != peer);
  CHECK(table.size_for_test() == 2);
}

TEST_CASE("a peer has exited once its process has, waited for or not") {
  const Listener listener;
  PeerTable table;
  Child child(listener, 1);
  const UniqueFd connection = listener.accept();
  const auto peer = table.peer_of(connection.get());
  REQUIRE(peer != nullptr);
  CHECK_FALSE(peer->has_exited());

  child.exit_unreaped();
  CHECK(peer->has_exited());
  child.exit();
  CHECK(peer->has_exited());
}

TEST_CASE("a process that has exited is found no more") {
  const Listener listener;
  PeerTable table;
  Child child(listener, 1);
  const UniqueFd connection = listener.accept();
  const auto peer = table.peer_of(connection.get());
  REQUIRE(peer != nullptr);

  child.exit_unreaped();
  const auto later = table.peer_of(connection.get());
  REQUIRE(later != nullptr);  // Its number is still its own; what it was known as is replaced.
  CHECK(later != peer);
  CHECK(later->has_exited());
  CHECK(table.size_for_test() == 1);

  child.exit();
  CHECK(table.peer_of(connection.get()) == nullptr);
}

TEST_CASE("a peer is forgotten with the last that keeps it") {
  int ends[2];
  REQUIRE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) == 0);
  const UniqueFd one(ends[0]);
  const UniqueFd other(ends[1]);
  PeerTable table;
  auto peer = table.peer_of(one.get());
  REQUIRE(peer != nullptr);
  peer->add_session(SessionId::make(0));
  CHECK(table.peer_of(other.get()) == peer);  // Both ends are this process.

  peer.reset();

  peer = table.peer_of(one.get());
  REQUIRE(peer != nullptr);
  CHECK(peer->sessions().empty());
  CHECK(table.size_for_test() == 1);
}

TEST_CASE("entries of processes that have gone do not pile up") {
  const Listener listener;
  PeerTable table;
  std::size_t most = 0;
  for (int i = 0; i < 200; ++i) {
    const Child child(listener, 1);
    const UniqueFd connection = listener.accept();
    REQUIRE(table.peer_of(connection.get()) != nullptr);
    most = std::max(most, table.size_for_test());
  }
  CHECK(most == 64);
}

TEST_CASE("what is no socket of a process of this machine has no peer") {
  PeerTable table;
  CHECK(table.peer_of(-1) == nullptr);
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  const UniqueFd reading(ends[0]);
  const UniqueFd writing(ends[1]);
  CHECK(table.peer_of(reading.get()) == nullptr);
  const UniqueFd tcp(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  REQUIRE(tcp.is_open());
  CHECK(table.peer_of(tcp.get()) == nullptr);
  CHECK(table.size_for_test() == 0);
}

TEST_CASE("a peer lists its sessions in the order in which they were made, each once") {
  PeerProcess peer{UniqueFd()};
  const SessionId a = SessionId::make(2);
  const SessionId b = SessionId::make(0);
  const SessionId c = SessionId::make(1);
  for (const SessionId& id : {a, b, c, a}) peer.add_session(id);
  CHECK(peer.sessions() == std::vector<SessionId>{a, b, c});

  peer.remove_session(b);
  peer.remove_session(b);
  CHECK(peer.sessions() == std::vector<SessionId>{a, c});
  peer.add_session(b);
  CHECK(peer.sessions() == std::vector<SessionId>{a, c, b});
  for (const SessionId& id : {a, b, c}) peer.remove_session(id);
  CHECK(peer.sessions().empty());
}

TEST_CASE("a connection is gone when it has closed and its peer has exited") {
  const Listener listener;
  PeerTable table;
  Child child(listener, 1);
  const UniqueFd connection = listener.accept();
  ConnectionPresence closes_first(table.peer_of(connection.get()));
  ConnectionPresence exits_first(closes_first.peer());
  REQUIRE(closes_first.peer() != nullptr);
  CHECK_FALSE(closes_first.is_gone());

  closes_first.close();
  CHECK_FALSE(closes_first.is_gone());
  child.exit();
  CHECK(closes_first.is_gone());
  CHECK_FALSE(exits_first.is_gone());
  exits_first.close();
  CHECK(exits_first.is_gone());
}

TEST_CASE("without a peer the connection alone tells whether it is gone") {
  ConnectionPresence presence(nullptr);
  CHECK(presence.peer() == nullptr);
  CHECK_FALSE(presence.is_gone());

  presence.close();

  CHECK(presence.is_gone());
}

}  // namespace goxel::net
