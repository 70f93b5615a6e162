#include "daemon/config/load.hpp"

#include "core/base/str_cat.hpp"
#include "daemon/config/sources.hpp"
#include "daemon/rpc/nearest_name.hpp"

#include <fstream>
#include <iterator>

namespace goxel::config {

namespace {

// Sysexits.
constexpr int kUsage = 64;
constexpr int kConfiguration = 78;

constexpr std::size_t kLongestFile = 1 << 20;

Error with_exit_code(Error error, int code) {
  return std::move(error).with("exit_code", static_cast<std::int64_t>(code));
}

Result<std::string> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Error{ErrorCode::FileError, str_cat(path, ": cannot be opened for reading")};
  std::string text(kLongestFile + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (file.bad() || (file.fail() && !file.eof())) {
    return Error{ErrorCode::FileError, str_cat(path, ": cannot be read")};
  }
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > kLongestFile) {
    return Error{ErrorCode::FileError,
                 str_cat(path, ": a configuration file has at most ", kLongestFile, " bytes")};
  }
  return text;
}

std::vector<std::string> split_at(char separator, std::string_view text) {
  std::vector<std::string> parts;
  while (true) {
    const std::size_t end = text.find(separator);
    parts.emplace_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

/// Applies one source after the other, the strongest last.
class Loader {
 public:
  explicit Loader(const Sources& sources) {
    loaded_.settings.workers = sources.processors;
    loaded_.settings.jobs = sources.processors;
    loaded_.settings.limits.memory_bytes = sources.memory_bytes / 5 * 4;
    loaded_.origins.assign(options_.size(), "default");
  }

  Result<Loaded> load(const Sources& sources) {
    auto line = parse_command_line(options_, sources.arguments);
    if (!line) return with_exit_code(line.error(), kUsage);
    loaded_.action = line->action;
    if (line->action == Action::ShowHelp || line->action == Action::ShowVersion) return loaded_;
    const std::vector<Given> variables = given_variables(sources.environment);
    const std::string file = config_file(line->given, variables);
    if (!file.empty()) {
      auto applied = apply_file(file);
      if (!applied) return with_exit_code(applied.error(), kConfiguration);
    }
    if (auto applied = apply(variables); !applied) {
      return with_exit_code(applied.error(), kConfiguration);
    }
    if (auto applied = apply(line->given); !applied) return with_exit_code(applied.error(), kUsage);
    const Settings& settings = loaded_.settings;
    if (settings.sockets.empty() && settings.tcp.empty() && settings.http.empty()) {
      return with_exit_code(
          {ErrorCode::InvalidParams, "nothing to listen on: set socket, tcp or http"},
          kConfiguration);
    }
    return std::move(loaded_);
  }

 private:
  /// What known variables give; the unknown ones become warnings.
  std::vector<Given> given_variables(const Environment& environment) {
    std::vector<Given> given;
    for (const auto& [name, value] : environment) {
      const Option* option = nullptr;
      rpc::NearestName nearest(name);
      for (const Option& candidate : options_) {
        if (!candidate.is_setting()) continue;
        nearest.offer(candidate.environment);
        if (candidate.environment == name) option = &candidate;
      }
      if (option == nullptr) {
        const std::string hint =
            nearest.name().empty() ? "" : str_cat(" (did you mean ", nearest.name(), "?)");
        loaded_.warnings.push_back(str_cat("environment: ", name, " is no setting", hint));
        continue;
      }
      given.push_back(
          {option, option->is_list() ? split_at(option->row.separator, value) : std::vector{value},
           name});
    }
    return given;
  }

  static std::string config_file(const std::vector<Given>& flags,
                                 const std::vector<Given>& variables) {
    for (const auto* source : {&flags, &variables}) {
      for (const Given& given : *source) {
        if (given.option->name == "config") return given.values[0];
      }
    }
    return "";
  }

  Result<void> apply_file(const std::string& path) {
    GOXEL_ASSIGN(const std::string text, read_file(path));
    GOXEL_ASSIGN(const std::vector<Given> given, parse_toml(options_, text, path));
    return apply(given);
  }

  Result<void> apply(const std::vector<Given>& source) {
    for (const Given& given : source) {
      auto assigned = assign(*given.option, given.values, loaded_.settings);
      if (!assigned) {
        return Error{ErrorCode::InvalidParams, str_cat(given.origin, ": ", given.option->name, ": ",
                                                       assigned.error().message)};
      }
      loaded_.origins[static_cast<std::size_t>(given.option - options_.data())] = given.origin;
    }
    return {};
  }

  const std::vector<Option> options_ = all_options();
  Loaded loaded_;
};

/// A TOML string: what it must escape, and other control characters as \uXXXX.
std::string quoted(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') out += '\\';
    if (byte < 0x20 || byte == 0x7f) {
      out += str_cat("\\u00", kHex[byte >> 4], kHex[byte & 15]);
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string toml_value(const Option& option, const Settings& settings) {
  const std::vector<std::string> values = current_values(option, settings);
  if (option.is_number() || option.is_switch()) return values[0];
  if (!option.is_list()) return quoted(values[0]);
  std::string list;
  for (const std::string& value : values) list += (list.empty() ? "" : ", ") + quoted(value);
  return str_cat("[", list, "]");
}

}  // namespace

Environment goxel_environment(const char* const* variables) {
  Environment environment;
  for (; *variables != nullptr; ++variables) {
    const std::string_view variable = *variables;
    const std::size_t equals = variable.find('=');
    if (!variable.starts_with("GOXEL_") || equals == std::string_view::npos) continue;
    environment.emplace_back(variable.substr(0, equals), variable.substr(equals + 1));
  }
  return environment;
}

Result<Loaded> load(const Sources& sources) { return Loader(sources).load(sources); }

std::string print_config(const Loaded& loaded) {
  const std::vector<Option> options = all_options();
  GOXEL_ASSERT(loaded.origins.size() == options.size());
  std::string out;
  for (std::size_t i = 0; i < options.size(); ++i) {
    if (!options[i].is_setting()) continue;
    // The name of the file itself is no key of a file.
    const std::string_view margin = options[i].name == "config" ? "# " : "";
    out += str_cat(margin, options[i].name, " = ", toml_value(options[i], loaded.settings), "  # ",
                   loaded.origins[i], "\n");
  }
  return out;
}

std::optional<Ending> ending(const Result<Loaded>& loaded) {
  if (!loaded) {
    int code = kConfiguration;
    for (const ErrorDetail& detail : loaded.error().details) {
      if (detail.key == "exit_code") code = static_cast<int>(std::get<std::int64_t>(detail.value));
    }
    return Ending{"", str_cat("goxel-daemon: ", loaded.error().message, "\n"), code};
  }
  switch (loaded->action) {
    case Action::Serve:
      return std::nullopt;
    case Action::ShowHelp:
      return Ending{help_text(all_options()), "", 0};
    case Action::ShowVersion:
      return Ending{"goxel-daemon version " GOXEL_VERSION "\n", "", 0};
    case Action::PrintConfig:
      return Ending{print_config(*loaded), "", 0};
    case Action::CheckConfig:
      return Ending{"goxel-daemon: the configuration is good\n", "", 0};
  }
  return std::nullopt;
}

}  // namespace goxel::config
