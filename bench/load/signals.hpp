#pragma once

#include "bench/load/socket.hpp"

namespace goxel::bench {

/// SIGINT and SIGTERM as something to read, for this thread and those it starts from now on.
Result<UniqueFd> catch_signals();

}  // namespace goxel::bench
