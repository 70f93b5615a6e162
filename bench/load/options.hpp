#pragma once

#include "bench/load/load.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

namespace goxel::bench {

enum class Task : std::uint8_t { Measure, Compare, ServeEcho, ServeJsonEcho };

/// What the command line asks for.
struct Options {
  Task task = Task::Measure;
  std::string socket;        ///< to measure or to serve; the first one to compare
  std::string other_socket;  ///< the second one to compare
  LoadShape shape;
  double duration_s = 5;  ///< of one run
  std::optional<std::uint64_t> requests;
  double warmup_s = 1;
  int pairs = 5;
  bool is_echo = false;
  bool is_json = false;
};

/// The options, or the exit code when there is nothing to do: 0 after --help, 64 after a complaint
/// on standard error.
std::variant<Options, int> parse_options(int argc, const char* const* argv);

/// The word for a mix, as --mix takes it.
std::string mix_name(Mix mix);

}  // namespace goxel::bench
