#pragma once

#include "bench/load/histogram.hpp"
#include "bench/load/line_io.hpp"
#include "bench/load/request_window.hpp"
#include "bench/load/socket.hpp"
#include "bench/load/workload.hpp"

#include <cstddef>
#include <cstdint>
#include <string>

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

/// One connection. Keeps at most `depth` requests unanswered: in closed loop it sends one for each
/// reply, in open loop those that are due. Replies must come in the order of the requests. Owned
/// by one thread at a time.
class Client {
 public:
  /// `workload` must outlive the client; `is_echo`: replies must be the requests' very bytes.
  Client(UniqueFd fd, const Workload& workload, std::size_t depth, bool is_echo);

  int fd() const { return fd_.get(); }
  const RequestWindow& requests() const { return window_; }
  /// Some bytes wait for the socket to take them.
  bool wants_to_send() const { return !output_.is_empty(); }

  /// Begins a run and sends what may be sent. Nothing may be unanswered.
  Result<void> start(const Allowance& allowance);
  /// Sends what may be sent at `now`.
  Result<void> top_up(std::uint64_t now);
  Result<void> on_writable() { return output_.send_to(fd()); }
  /// Reads once, judges what came and asks again. Fails when the connection is of no more use; a
  /// wrong reply is counted in `tally`.
  Result<void> on_readable(Tally& tally);

 private:
  void judge(std::string_view reply, Tally& tally) const;

  UniqueFd fd_;
  const Workload* workload_;
  bool is_echo_;
  LineReader input_;
  SendBuffer output_;
  RequestWindow window_;
};

}  // namespace goxel::bench
