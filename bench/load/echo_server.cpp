#include "bench/load/echo_server.hpp"

#include "bench/load/line_io.hpp"
#include "bench/load/signals.hpp"
#include "bench/load/socket.hpp"

#include <boost/json.hpp>

#include <array>
#include <cerrno>
#include <map>
#include <optional>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace goxel::bench {

namespace {

constexpr int kEventsAtOnce = 256;

/// Takes a line apart and puts it together again with everything kept from one line to the next,
/// so that the ceiling is the DOM's and not the allocator's.
class JsonRewriter {
 public:
  JsonRewriter() : parser_(boost::json::storage_ptr(), {}, stack_.data(), stack_.size()) {}

  bool rewrite(std::string_view line, SendBuffer& output) {
    boost::json::monotonic_resource memory(arena_.data(), arena_.size());
    parser_.reset(&memory);
    boost::system::error_code failure;
    parser_.write(line.data(), line.size(), failure);
    if (failure) {
      parser_.reset();  // while the memory of what it built so far is there
      return false;
    }
    const boost::json::value value = parser_.release();
    serializer_.reset(&value);
    while (!serializer_.done()) {
      const auto piece = serializer_.read(text_.data(), text_.size());
      output.append({piece.data(), piece.size()});
    }
    output.append("\n");
    return true;
  }

 private:
  std::array<unsigned char, 4096> stack_;
  std::array<unsigned char, 16384> arena_;
  std::array<char, 16384> text_;
  boost::json::parser parser_;
  boost::json::serializer serializer_;
};

struct Peer {
  UniqueFd fd;
  LineReader input = {};
  SendBuffer output = {};
};

/// One thread's echo. The sockets close with it.
class EchoServer {
 public:
  EchoServer(UniqueFd epoll, UniqueFd listener, UniqueFd signals, EchoKind kind)
      : epoll_(std::move(epoll)),
        listener_(std::move(listener)),
        signals_(std::move(signals)),
        kind_(kind) {}

  Result<void> run() {
    GOXEL_TRY(watch(EPOLL_CTL_ADD, listener_.get(), EPOLLIN));
    GOXEL_TRY(watch(EPOLL_CTL_ADD, signals_.get(), EPOLLIN));
    std::array<epoll_event, kEventsAtOnce> events;
    while (true) {
      const int count = ::epoll_wait(epoll_.get(), events.data(), kEventsAtOnce, -1);
      if (count < 0 && errno != EINTR) return system_error("cannot wait for requests");
      for (int i = 0; i < count; ++i) {
        const int fd = events[static_cast<std::size_t>(i)].data.fd;
        if (fd == signals_.get()) return {};
        if (fd == listener_.get())
          GOXEL_TRY(accept_one());
        else if (!serve(peers_.at(fd)))
          peers_.erase(fd);
      }
    }
  }

 private:
  Result<void> watch(int operation, int fd, std::uint32_t events) {
    epoll_event event{};
    event.events = events;
    event.data.fd = fd;
    if (::epoll_ctl(epoll_.get(), operation, fd, &event) != 0)
      return system_error("cannot watch a socket");
    return {};
  }

  Result<void> accept_one() {
    UniqueFd fd(::accept4(listener_.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
    if (!fd.is_open()) return {};  // gone again before it was looked at
    send_at_once(fd.get());
    GOXEL_TRY(watch(EPOLL_CTL_ADD, fd.get(), EPOLLIN));
    const int number = fd.get();
    peers_.emplace(number, Peer{std::move(fd)});
    return {};
  }

  /// Fails when the connection is over.
  Result<void> serve(Peer& peer) {
    const bool was_blocked = !peer.output.is_empty();
    if (!was_blocked) GOXEL_TRY(answer(peer));
    GOXEL_TRY(peer.output.send_to(peer.fd.get()));
    const bool is_blocked = !peer.output.is_empty();
    if (is_blocked == was_blocked) return {};
    return watch(EPOLL_CTL_MOD, peer.fd.get(), is_blocked ? EPOLLOUT : EPOLLIN);
  }

  Result<void> answer(Peer& peer) {
    GOXEL_ASSIGN(const bool has_input, peer.input.read_from(peer.fd.get()));
    if (!has_input) return {};
    if (kind_ == EchoKind::Bytes) {
      peer.output.append(peer.input.take_lines());
      return {};
    }
    while (const auto line = peer.input.next_line()) {
      if (!rewriter_.rewrite(*line, peer.output))
        return Error{ErrorCode::ParseError, "a line is not JSON"};
    }
    return {};
  }

  UniqueFd epoll_;
  UniqueFd listener_;
  UniqueFd signals_;
  EchoKind kind_;
  JsonRewriter rewriter_;
  std::map<int, Peer> peers_;
};

}  // namespace

Result<void> serve_echo(const Endpoint& place, EchoKind kind) {
  GOXEL_ASSIGN(UniqueFd signals, catch_signals());
  UniqueFd epoll(::epoll_create1(EPOLL_CLOEXEC));
  if (!epoll.is_open()) return system_error("cannot create an epoll set");
  GOXEL_ASSIGN(UniqueFd listener, listen_at(place));
  EchoServer server(std::move(epoll), std::move(listener), std::move(signals), kind);
  const Result<void> outcome = server.run();
  if (!place.is_tcp()) ::unlink(place.path.c_str());
  return outcome;
}

}  // namespace goxel::bench
