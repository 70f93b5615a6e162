#pragma once

#include "bench/load/client.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace goxel::bench {

/// The clients of one thread and the epoll set they are waited for in. Owned by one thread at a
/// time.
class Generator {
 public:
  static Result<Generator> create(std::vector<Client> clients);

  struct Outcome {
    Tally tally;
    std::uint64_t unsent = 0;  ///< in open loop: due before the end, but the server was behind
    double cpu_s = 0;          ///< of the calling thread
    std::uint64_t end_ns = 0;  ///< when the last reply had come
  };
  /// Lets every client ask until its allowance ends, and waits until all is answered. All
  /// allowances, one a client, have the same end, and their schedules the same interval; the
  /// clients' requests must be due in turn. Fails when a connection breaks, or no reply comes for
  /// ten seconds.
  Result<Outcome> run(const std::vector<Allowance>& allowances);

  std::size_t client_count() const { return clients_.size(); }

 private:
  Generator(UniqueFd epoll, std::vector<Client> clients);
  /// When the next request of all is due; nothing when none is left, or in a closed loop.
  std::optional<std::uint64_t> next_due_ns(const std::vector<Allowance>& allowances) const;
  /// Lets the clients send whose requests have become due.
  Result<void> release_due(const std::vector<Allowance>& allowances);
  /// Waits for replies or for what is due next, and serves them.
  Result<void> turn(const std::vector<Allowance>& allowances, Tally& tally);
  /// Fails when requests are unanswered and nothing has come for too long.
  Result<void> check_patience(bool has_events);
  Result<void> serve(std::size_t index, std::uint32_t events, Tally& tally);
  /// Waits for room to send if the client needs it, and counts it as done if it is.
  Result<void> follow(std::size_t index);

  UniqueFd epoll_;
  std::vector<Client> clients_;
  std::vector<bool> is_sending_;  ///< whose room to send is waited for
  std::vector<bool> is_done_;     ///< with this run
  std::size_t busy_ = 0;          ///< clients that are not
  std::uint64_t due_index_ = 0;   ///< requests of this run, of all clients, that became due
  std::uint64_t last_event_ns_ = 0;
};

}  // namespace goxel::bench
