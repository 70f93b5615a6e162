#pragma once

#include "bench/load/generator.hpp"
#include "bench/load/workload.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace goxel::bench {

/// How hard a server is asked.
struct LoadShape {
  std::size_t connections = 1;
  std::size_t depth = 1;    ///< unanswered requests of each connection
  std::size_t threads = 1;  ///< that generate; at most one a connection is used
  Mix mix = Mix::Mixed;
  /// Requests a second of all connections together, in open loop; 0: a closed loop.
  double rate = 0;
};

/// One run's figures.
struct Measurement {
  double seconds = 0;  ///< from the first request to the last reply
  Tally tally;
  std::uint64_t unsent = 0;  ///< in open loop: due before the end, but the server was behind
  double generator_cpu_s = 0;
  double generator_busiest_s = 0;  ///< CPU of its busiest thread
  bool is_server_known = true;     ///< its process; without it, its figures are 0
  double server_cpu_s = 0;         ///< of the whole process, in steps of 10 ms
  double server_busiest_s = 0;     ///< of its busiest thread

  /// CPU of everything else on the machine: what makes a run worth less. Interrupts count here too.
  double others_cpu_s = 0;

  std::uint64_t replies() const { return tally.latency_ns.count(); }
  double requests_per_s() const { return static_cast<double>(replies()) / seconds; }
  double server_cpu_us_per_request() const;
  double generator_cpu_us_per_request() const;
};

/// Open connections to one server, each with a project of its own, ready to run again and again.
/// Used by one thread; run() starts and joins its own.
class Load {
 public:
  /// Connects, finds out whether the server is an echo, and prepares each connection if not.
  /// `process` is the server's; 0: the one that the socket or, over TCP, `status` tells.
  static Result<Load> open(const Endpoint& server, const LoadShape& shape, pid_t process = 0);

  bool is_echo() const { return is_echo_; }

  /// Asks for `seconds`, or until `requests` in all were sent if that is given.
  Result<Measurement> run(double seconds, std::optional<std::uint64_t> requests);

 private:
  Load() = default;
  /// The allowance of each client of generator `index`.
  std::vector<Allowance> allowances(std::size_t index, std::uint64_t begin_ns, double seconds,
                                    std::optional<std::uint64_t> requests) const;

  std::unique_ptr<const Workload> workload_;  // behind a pointer: the clients keep its address
  std::vector<Generator> generators_;
  std::size_t connection_count_ = 0;
  double rate_ = 0;
  bool is_echo_ = false;
  pid_t server_ = 0;  ///< 0: not known
};

}  // namespace goxel::bench
