#pragma once

#include "bench/load/load.hpp"
#include "bench/load/soak/soak_options.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace goxel::bench {

enum class Task : std::uint8_t { Measure, Compare, ServeEcho, ServeJsonEcho, Soak };

/// What the command line asks for.
struct Options {
  Task task = Task::Measure;
  Endpoint server;        ///< to measure or to serve; the first one to compare
  Endpoint other_server;  ///< the second one to compare
  LoadShape shape;
  double duration_s = 5;  ///< of one run
  std::optional<std::uint64_t> requests;
  double warmup_s = 1;
  int pairs = 5;
  pid_t process = 0;         ///< the server's; 0: to be found out
  std::string earlier_file;  ///< figures of an earlier run to divide by; empty: none
  bool is_echo = false;
  bool is_json = false;
  SoakOptions soak;
};

/// The options, or the exit code when there is nothing to do: 0 after --help, 64 after a complaint
/// on standard error.
std::variant<Options, int> parse_options(int argc, const char* const* argv);

/// The word for a mix, as --mix takes it.
std::string mix_name(Mix mix);

}  // namespace goxel::bench
