#pragma once

#include "core/base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace goxel::bench {

/// Where a server is: at a Unix socket, or at a TCP address.
struct Endpoint {
  std::string path;  ///< of the Unix socket; empty: TCP
  std::string host;  ///< a name or an address in numbers, without brackets
  std::uint16_t port = 0;

  bool is_tcp() const { return path.empty(); }
  /// As parse_endpoint() takes it.
  std::string text() const;
};

/// HOST:PORT, or [HOST]:PORT for an IPv6 address; InvalidParams when it is neither.
Result<Endpoint> parse_tcp(std::string_view text);
/// `tcp:` and what parse_tcp() takes, or the path of a Unix socket.
Result<Endpoint> parse_endpoint(std::string_view text);

}  // namespace goxel::bench
