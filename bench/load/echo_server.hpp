#pragma once

#include "bench/load/endpoint.hpp"

#include <cstdint>

namespace goxel::bench {

enum class EchoKind : std::uint8_t {
  Bytes,  ///< each line goes back as it came: what the socket alone allows
  Json,   ///< each line is parsed into a Boost.JSON value and written again: what a DOM allows
};

/// Serves `place` on the calling thread until SIGINT or SIGTERM, then removes its socket file.
/// A connection is closed when it sends a line over 16 MiB or, for Json, one that does not parse;
/// one that does not read its replies is not read from.
Result<void> serve_echo(const Endpoint& place, EchoKind kind);

}  // namespace goxel::bench
