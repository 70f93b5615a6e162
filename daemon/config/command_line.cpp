#include "core/base/str_cat.hpp"
#include "daemon/config/sources.hpp"

#include <CLI/CLI.hpp>

#include <algorithm>

namespace goxel::config {

namespace {

std::string flag_names(const Option& option) {
  const std::string own = str_cat("--", option.name);
  return option.row.other_flags.empty() ? own : str_cat(option.row.other_flags, ",", own);
}

std::string group_of(const Option& option) {
  return option.row.name.empty() ? "Limits" : "Options";
}

/// "4", or nothing where the default is to have none or depends on the machine.
std::string default_text(const Option& option) {
  std::string text;
  for (const std::string& value : current_values(option, Settings())) text += value;
  return text == "0" ? "" : text;
}

/// Takes what CLI11 reads and leaves it in the option, whence results() has it.
bool keep(const CLI::results_t&) { return true; }

/// The options in order, as CLI11 knows them.
std::vector<CLI::Option*> declare(CLI::App& app, std::span<const Option> options) {
  std::vector<CLI::Option*> declared;
  app.set_help_flag();
  for (const Option& option : options) {
    CLI::Option* flag = nullptr;
    const std::string help(option.row.help);
    if (option.is_switch()) {
      flag = app.add_flag(flag_names(option), help);
      flag->disable_flag_override();
    } else {
      flag = app.add_option(flag_names(option), CLI::callback_t(keep), help);
      flag->type_name(std::string(option.row.placeholder));
      flag->default_str(default_text(option));
      flag->allow_extra_args(false);
      flag->multi_option_policy(option.is_list() ? CLI::MultiOptionPolicy::TakeAll
                                                 : CLI::MultiOptionPolicy::TakeLast);
    }
    flag->group(group_of(option));
    declared.push_back(flag);
  }
  return declared;
}

Error unknown_argument(std::span<const Option> options, const std::string& argument) {
  if (argument.empty() || argument[0] != '-') {
    return {ErrorCode::InvalidParams, str_cat("unexpected argument '", argument, "'")};
  }
  const std::size_t start = std::min(argument.find_first_not_of('-'), argument.size());
  const std::string name = argument.substr(start, argument.find('=') - start);
  return {ErrorCode::InvalidParams,
          str_cat("unknown option ", argument.substr(0, argument.find('=')),
                  suggestion(options, "--", name))};
}

/// CLI11 says "--workers: 1 required N missing" for a missing value, and something readable else.
std::string describe(const CLI::ArgumentMismatch& error) {
  const std::string text = error.what();
  const std::size_t colon = text.find(": ");
  return colon == std::string::npos ? text : str_cat(text.substr(0, colon), " needs a value");
}

/// Of several, the one that asks for least.
Action first_asked(std::span<const Option> options, std::span<CLI::Option* const> declared) {
  for (const Action action :
       {Action::ShowHelp, Action::ShowVersion, Action::PrintConfig, Action::CheckConfig}) {
    for (std::size_t i = 0; i < options.size(); ++i) {
      const auto* asked = std::get_if<Action>(&options[i].row.target);
      if (asked != nullptr && *asked == action && declared[i]->count() > 0) return action;
    }
  }
  return Action::Serve;
}

}  // namespace

Result<CommandLine> parse_command_line(std::span<const Option> options,
                                       std::vector<std::string> arguments) {
  CLI::App app;
  app.allow_extras();
  const std::vector<CLI::Option*> declared = declare(app, options);
  try {
    std::reverse(arguments.begin(), arguments.end());  // CLI11 reads from the back
    app.parse(std::move(arguments));
  } catch (const CLI::ArgumentMismatch& error) {
    return Error{ErrorCode::InvalidParams, describe(error)};
  } catch (const CLI::Error& error) {
    return Error{ErrorCode::InvalidParams, error.what()};
  }
  if (const auto extras = app.remaining(); !extras.empty()) {
    return unknown_argument(options, extras.front());
  }
  CommandLine line;
  line.action = first_asked(options, declared);
  for (std::size_t i = 0; i < options.size(); ++i) {
    const Option& option = options[i];
    if (declared[i]->count() == 0) continue;
    const std::string origin = str_cat("--", option.name);
    if (const auto* shortcut = std::get_if<Shortcut>(&option.row.target)) {
      line.given.insert(
          line.given.begin(),
          {find_option(options, shortcut->option), {std::string(shortcut->value)}, origin});
    } else if (option.is_switch() && option.is_setting()) {
      line.given.push_back({&option, {"true"}, origin});
    } else if (option.is_setting()) {
      line.given.push_back({&option, declared[i]->reduced_results(), origin});
    }
  }
  return line;
}

std::string help_text(std::span<const Option> options) {
  CLI::App app("Serves voxel projects over JSON-RPC.", "goxel-daemon");
  app.get_formatter()->column_width(36);
  declare(app, options);
  return app.help() +
         "\nA setting is also a key of the configuration file (workers = 4) and a variable "
         "(GOXEL_WORKERS=4;\nlists are split at ':'). Flags override variables, and these the "
         "file.\n";
}

}  // namespace goxel::config
