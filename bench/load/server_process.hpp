#pragma once

#include "core/base/result.hpp"

#include <string>
#include <sys/types.h>

namespace goxel::bench {

/// The reply, without its newline, to one request line over a blocking connection that nothing
/// else is under way on.
Result<std::string> ask(int fd, const std::string& line);

/// The process that serves a blocking connection: what the socket tells or, over TCP, what the
/// server's `status` tells, if it runs on this machine. 0: not known; an echo over TCP tells none.
Result<pid_t> server_process(int fd, bool is_echo);

}  // namespace goxel::bench
