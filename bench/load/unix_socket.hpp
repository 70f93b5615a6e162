#pragma once

#include "core/base/result.hpp"
#include "daemon/files/unique_fd.hpp"

#include <string>
#include <string_view>
#include <sys/types.h>

namespace goxel::bench {

using files::UniqueFd;

/// `what` and errno's text, as a FileError.
Error system_error(std::string_view what);

/// A blocking connection to the Unix stream socket at `path`; NotFound when nobody serves it.
/// Receiving gives up after ten seconds.
Result<UniqueFd> connect_to(const std::string& path);
/// A non-blocking listener at `path`. A socket file that nobody serves any more is replaced;
/// Conflict when one is served.
Result<UniqueFd> listen_at(const std::string& path);
Result<void> set_non_blocking(int fd);
/// Process that listens at the other end of a connection, by SO_PEERCRED.
Result<pid_t> peer_process(int fd);

}  // namespace goxel::bench
