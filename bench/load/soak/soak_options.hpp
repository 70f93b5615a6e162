#pragma once

#include "bench/load/endpoint.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <sys/types.h>

namespace goxel::bench {

/// What `goxel-bench soak` is asked for.
struct SoakOptions {
  Endpoint server;
  double minutes = 30;
  std::size_t clients = 8;
  double rate = 40;    ///< requests a second that all clients together send at most
  double rest_s = 30;  ///< how long a project is left alone before its client comes back to it
  /// Before the names of the files that the server is told to save; one file a client.
  std::string files = "goxel-soak-";
  std::uint32_t seed = 1;
  pid_t process = 0;      ///< the server's; 0: to be found out
  std::string json_file;  ///< empty: none; "-": standard output
  std::string svg_file;   ///< empty: none
};

}  // namespace goxel::bench
