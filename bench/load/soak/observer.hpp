#pragma once

#include "bench/load/soak/rpc_client.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace goxel::bench {

/// What was seen of the server in one second. What could not be found out is NaN.
struct Sample {
  double at_s = 0;      ///< since the start, when health_check was asked
  double probe_ms = 0;  ///< until it was answered; NaN: not in time
  double resident_mib = 0;
  double descriptors = 0;
  double sessions = 0;
  double connections = 0;
  std::uint64_t requests = 0;  ///< of all clients, since the start
  std::uint64_t errors = 0;    ///< the same
};

/// Looks at the server once a second, on a connection of its own. Owned by one thread.
class Observer {
 public:
  /// Connects; InvalidParams when it is no server that a soak can be done with. `process` 0: it is
  /// found out.
  static Result<Observer> create(const Endpoint& server, pid_t process);

  /// Asks health_check, then status and the system. Takes a second at most, or two when neither is
  /// answered; times are those since `began_ns`. After a failed probe the next one has a new
  /// connection.
  Sample look(std::uint64_t began_ns);

  /// Why the latest probe failed; empty when it did not.
  const std::string& failure() const { return failure_; }
  pid_t process() const { return process_; }

 private:
  Observer(const Endpoint& server, RpcClient client, pid_t process);
  Result<double> probe();
  void add_status(Sample& sample);

  Endpoint server_;
  std::optional<RpcClient> client_;
  pid_t process_;
  std::string failure_;
};

}  // namespace goxel::bench
