#pragma once

#include "bench/load/histogram.hpp"
#include "bench/load/line_io.hpp"
#include "bench/load/unix_socket.hpp"
#include "bench/load/workload.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace goxel::bench {

/// Nanoseconds of the steady clock.
std::uint64_t now_ns();

/// What was seen of the replies.
struct Tally {
  Histogram latency_ns;
  std::uint64_t errors = 0;
  std::string first_error;

  void add_error(std::string text);
  void merge(const Tally& other);
};

/// When a client stops asking: at the time or after so many requests, whichever is first.
struct Allowance {
  std::uint64_t until_ns = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t requests = std::numeric_limits<std::uint64_t>::max();
};

/// One connection in closed loop: keeps `depth` requests unanswered, and sends one for each reply.
/// Replies must come in the order of the requests. Latency runs from before the send to after the
/// receive. Owned by one thread at a time.
class Client {
 public:
  /// `workload` must outlive the client; `is_echo`: replies must be the requests' very bytes.
  Client(UniqueFd fd, const Workload& workload, std::size_t depth, bool is_echo);

  int fd() const { return fd_.get(); }
  /// Nothing is unanswered.
  bool is_idle() const { return answered_ == sent_; }
  /// Some bytes wait for the socket to take them.
  bool wants_to_send() const { return !output_.is_empty(); }

  /// Sends the first requests of a run. The client must be idle.
  Result<void> start(const Allowance& allowance);
  Result<void> on_writable() { return output_.send_to(fd()); }
  /// Reads once, judges what came and asks again. Fails when the connection is of no more use; a
  /// wrong reply is counted in `tally`.
  Result<void> on_readable(Tally& tally);

 private:
  struct Request {
    std::uint64_t sent_ns = 0;
    std::string line;
  };

  Result<void> top_up(std::uint64_t now);
  void judge(std::string_view reply, std::uint64_t now, Tally& tally);

  UniqueFd fd_;
  const Workload* workload_;
  bool is_echo_;
  LineReader input_;
  SendBuffer output_;
  std::vector<Request> window_;  ///< request N at N modulo depth
  std::uint64_t sent_ = 0;       ///< ids below it are taken; id N is the connection's Nth request
  std::uint64_t answered_ = 0;   ///< the id that the next reply must have; <= sent_
  Allowance allowance_;
};

}  // namespace goxel::bench
