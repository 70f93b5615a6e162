#pragma once

#include "core/base/result.hpp"
#include "daemon/config/option.hpp"
#include "daemon/config/settings.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace goxel::config {

/// Name and value of environment variables.
using Environment = std::vector<std::pair<std::string, std::string>>;

/// The variables whose name begins with GOXEL_. `variables` is main's or environ: NAME=VALUE, with
/// a null at the end.
Environment goxel_environment(const char* const* variables);

/// Where settings come from, the strongest first: arguments, environment, the file that one of
/// these names as `config`, defaults.
struct Sources {
  std::vector<std::string> arguments;  ///< without the program's name
  Environment environment;
  std::int64_t processors = 1;    ///< that the process may use: the default number of workers
  std::int64_t memory_bytes = 0;  ///< that it may use: the default limit is four fifths; 0: unknown
};

struct Loaded {
  Settings settings;
  Action action = Action::Serve;
  /// For each of all_options(), what set it: "default", "FILE:LINE", "GOXEL_..." or "--...".
  std::vector<std::string> origins;
  std::vector<std::string> warnings;  ///< to be logged, one line each
};

/// Reads and checks all sources. An unknown flag or key, a value that does not fit and a file that
/// cannot be read are errors that name the source and what is allowed; an unknown GOXEL_ variable
/// is a warning, because other programs use the prefix too. With --help or --version the rest is
/// not looked at. For SIGHUP it is called again, and the old settings stay when it fails.
Result<Loaded> load(const Sources& sources);

/// What the program prints, and its exit code, when it is not to serve.
struct Ending {
  std::string output;     ///< for standard output
  std::string complaint;  ///< for standard error
  int exit_code = 0;      ///< sysexits: 64 for flags, 78 for files and environment
};

/// Nothing when the daemon is to serve.
std::optional<Ending> ending(const Result<Loaded>& loaded);

/// Every setting in force as a TOML file that load() would read again, with origins as comments.
std::string print_config(const Loaded& loaded);

}  // namespace goxel::config
