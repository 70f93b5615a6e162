#pragma once

#include "core/base/result.hpp"
#include "daemon/config/option.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace goxel::config {

/// One option that a source gives, as text for assign().
struct Given {
  const Option* option;
  std::vector<std::string> values;
  std::string origin;
};

struct CommandLine {
  Action action = Action::Serve;
  std::vector<Given> given;  ///< shortcuts first, so that the option itself is stronger
};

/// Reads flags. The last of several values wins, except for lists. `options` must outlive the
/// result. InvalidParams for an unknown flag, a missing value and a stray word.
Result<CommandLine> parse_command_line(std::span<const Option> options,
                                       std::vector<std::string> arguments);

/// The text of --help.
std::string help_text(std::span<const Option> options);

/// Reads a TOML document. A table's name is a prefix: `[log] level` is `log-level`. FormatError
/// with file and line for bad TOML, an unknown key, or a value of another type.
Result<std::vector<Given>> parse_toml(std::span<const Option> options, std::string_view text,
                                      const std::string& path);

}  // namespace goxel::config
