#pragma once

#include "bench/load/endpoint.hpp"
#include "daemon/files/unique_fd.hpp"

#include <string_view>
#include <sys/types.h>

namespace goxel::bench {

using files::UniqueFd;

/// `what` and errno's text, as a FileError.
Error system_error(std::string_view what);

/// A blocking connection to a server; NotFound when nobody serves there. Connecting, receiving and
/// sending give up after `patience_s` seconds. Over TCP small messages leave at once.
Result<UniqueFd> connect_to(const Endpoint& server, int patience_s = 10);
/// A non-blocking listener. A socket file that nobody serves any more is replaced; Conflict when
/// the place is taken.
Result<UniqueFd> listen_at(const Endpoint& place);
/// Lets small messages leave at once where the connection is a TCP one.
void send_at_once(int fd);
Result<void> set_non_blocking(int fd);
/// Process that listens at the other end of a connection, by SO_PEERCRED; 0 over TCP, which does
/// not tell.
Result<pid_t> peer_process(int fd);
/// Makes the closing of a connection a reset, which drops what is on its way both ways.
void reset_on_close(int fd);

}  // namespace goxel::bench
