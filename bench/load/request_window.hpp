#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

namespace goxel::bench {

/// When the requests of one connection are due. In an open loop they are due at fixed times,
/// whether the earlier ones are answered or not; in a closed loop each is due when there is room.
struct Schedule {
  double first_ns = 0;
  double interval_ns = 0;  ///< 0: a closed loop

  bool is_open_loop() const { return interval_ns > 0; }
  /// When request `index`, from 0, of a run in open loop is due.
  std::uint64_t due_ns(std::uint64_t index) const {
    return static_cast<std::uint64_t>(first_ns + interval_ns * static_cast<double>(index));
  }
};

/// What a connection may ask in one run: until a time or a number of requests, whichever is first.
struct Allowance {
  std::uint64_t until_ns = std::numeric_limits<std::uint64_t>::max();
  std::uint64_t requests = std::numeric_limits<std::uint64_t>::max();
  Schedule schedule = {};
  /// In an open loop requests that were due before until_ns are still sent later than that, but
  /// not later than this.
  std::uint64_t give_up_ns = std::numeric_limits<std::uint64_t>::max();
};

/// The requests of one connection in the order they are sent and answered: which may be sent now,
/// which are unanswered, and since when each one's latency counts. In a closed loop that is its
/// departure. In an open loop it is when it was due, also when there was no room for it then: what
/// a stalled server keeps waiting counts as waiting (no "coordinated omission"). Reads no clock.
/// Owned by one thread at a time.
class RequestWindow {
 public:
  /// `depth`, from 1: the most unanswered requests.
  explicit RequestWindow(std::size_t depth);

  struct Request {
    std::uint64_t since_ns = 0;
    std::string line;
  };

  /// Begins a run. Nothing may be unanswered.
  void start(const Allowance& allowance);

  /// Whether a request may be sent at `now`.
  bool may_send(std::uint64_t now) const;
  /// Takes the next request, which must be one that may be sent; its id is what sent() was before.
  Request& take();
  /// All requests from id `first` left at `departure`. Does nothing in an open loop.
  void depart(std::uint64_t first, std::uint64_t departure);

  /// The unanswered request whose reply must be next. There must be one.
  const Request& next_answered() const;
  /// Its reply came: gives its latency.
  std::uint64_t answer(std::uint64_t now);

  bool is_idle() const { return answered_ == sent_; }
  /// Nothing is unanswered, and nothing will be sent in this run, given that all that may be sent
  /// at `now` was.
  bool is_done(std::uint64_t now) const;
  /// Requests of this run in open loop that were due before its end and not sent.
  std::uint64_t unsent() const;

  std::uint64_t sent() const { return sent_; }
  std::uint64_t answered() const { return answered_; }

 private:
  std::uint64_t taken() const { return sent_ - sent_before_; }
  /// Whether the run, in open loop, has a request after those taken.
  bool has_more() const;

  std::vector<Request> window_;    ///< request N at N modulo depth
  std::uint64_t sent_ = 0;         ///< ids below it are taken; id N is the connection's Nth request
  std::uint64_t answered_ = 0;     ///< the id that the next reply must have; <= sent_
  std::uint64_t sent_before_ = 0;  ///< this run
  Allowance allowance_;
};

}  // namespace goxel::bench
