#include "bench/load/signals.hpp"

#include <csignal>
#include <sys/signalfd.h>

namespace goxel::bench {

Result<UniqueFd> catch_signals() {
  sigset_t signals;
  ::sigemptyset(&signals);
  ::sigaddset(&signals, SIGINT);
  ::sigaddset(&signals, SIGTERM);
  if (::sigprocmask(SIG_BLOCK, &signals, nullptr) != 0) return system_error("cannot hold signals");
  UniqueFd fd(::signalfd(-1, &signals, SFD_CLOEXEC));
  if (!fd.is_open()) return system_error("cannot receive signals");
  return fd;
}

}  // namespace goxel::bench
