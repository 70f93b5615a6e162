#pragma once

#include "bench/load/soak/soak_options.hpp"
#include "core/base/result.hpp"

#include <iosfwd>

namespace goxel::bench {

/// Lets clients come and go for options.minutes, or until SIGINT or SIGTERM, and looks once a
/// second how the server is. Prints to `out`, writes the files asked for, and gives the verdict.
/// Fails when the server cannot be reached at the start, or a file not be written.
Result<bool> run_soak(const SoakOptions& options, std::ostream& out);

}  // namespace goxel::bench
