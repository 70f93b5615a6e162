#pragma once

#include "daemon/rpc/invocation.hpp"
#include "daemon/rpc/services.hpp"
#include "workers/context.hpp"

#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstdint>
#include <map>

namespace goxel::rpc {

class Dispatcher;

/// Lets the requests of one worker that open a project through the project lock: at once, after
/// their turn has come, or not at all. Owned by one worker.
class ProjectGate {
 public:
  ProjectGate(Services& services, workers::Context& context, Dispatcher& dispatcher);

  /// True when the request may go on now: it then has its place. Otherwise it has been answered, or
  /// it waits and is run later, while whatever comes after it goes on.
  bool admit(Invocation& invocation);
  /// Answers those who wait with Cancelled, for the end of the service.
  void close();

 private:
  struct Waiting {
    StoredRequest request;
    workers::ProjectLock::WaiterId waiter = 0;
    std::chrono::steady_clock::time_point deadline;
  };

  void wait(Invocation& invocation);
  void run(std::uint64_t number, workers::ProjectHold hold);
  void await_check();
  void check();

  Services& services_;
  workers::Context& context_;
  Dispatcher& dispatcher_;
  std::map<std::uint64_t, Waiting> waiting_;
  std::uint64_t last_number_ = 0;
  boost::asio::steady_timer timer_;
  bool is_timer_set_ = false;
  bool is_closed_ = false;
};

}  // namespace goxel::rpc
