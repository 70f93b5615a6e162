#pragma once

#include "core/base/result.hpp"
#include "daemon/config/settings.hpp"

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace goxel::config {

/// What the program is to do instead of serving.
enum class Action : std::uint8_t { Serve, ShowHelp, ShowVersion, PrintConfig, CheckConfig };

/// The words of an enumeration, in the order of its values. To let another enumeration be a
/// setting, add its words here and its member pointer to Target.
constexpr auto choice_words(LogLevel) {
  return std::to_array<std::string_view>({"error", "warning", "info", "debug"});
}
constexpr auto choice_words(LogFormat) {
  return std::to_array<std::string_view>({"auto", "text", "json"});
}

constexpr auto choice_words(ProjectMode) {
  return std::to_array<std::string_view>({"multi", "single"});
}
constexpr auto choice_words(Affinity) {
  return std::to_array<std::string_view>({"auto", "connection", "shared"});
}

/// An option that stands for another one with a value, such as --verbose.
struct Shortcut {
  std::string_view option;
  std::string_view value;
};

/// What an option sets; the type of the member is the kind of its value.
using Target = std::variant<std::int64_t Settings::*, std::int64_t Limits::*, bool Settings::*,
                            std::string Settings::*, std::vector<std::string> Settings::*,
                            LogLevel Settings::*, LogFormat Settings::*, ProjectMode Settings::*,
                            Affinity Settings::*, Action, Shortcut>;

/// Smallest and largest value of a number.
struct Range {
  std::int64_t min = 0;
  std::int64_t max = std::numeric_limits<std::int64_t>::max();
};

/// Looks at a text beyond its type; the message says what is wrong with it.
using TextCheck = Result<void> (*)(std::string_view text);

/// One row of the table: all that flags, environment, files, --help and --print-config need.
struct OptionRow {
  std::string_view name;         ///< "log-level": the flag without dashes, and the key in a file
  std::string_view other_flags;  ///< with dashes, comma-separated: "-j"
  std::string_view placeholder;  ///< of the value in --help: "PATH"; empty for switches
  Target target;
  std::string_view help;
  Range range = {};
  TextCheck check = nullptr;
  char separator = ':';  ///< between the elements of a list in a variable
};

/// A row with the names that are made from it.
struct Option {
  std::string name;
  std::string environment;  ///< "GOXEL_LOG_LEVEL"
  OptionRow row;            ///< its own name is empty for limits

  bool is_switch() const { return row.placeholder.empty(); }
  bool is_list() const { return holds<std::vector<std::string> Settings::*>(); }
  bool is_number() const {
    return holds<std::int64_t Settings::*>() || holds<std::int64_t Limits::*>();
  }
  /// True for what has a value to print and may stand in a file or the environment.
  bool is_setting() const { return !holds<Action>() && !holds<Shortcut>(); }
  template <class T>
  bool holds() const {
    return std::holds_alternative<T>(row.target);
  }
};

/// Every option: the table's rows in order, then a `limit-...` for each of limit_infos() that has
/// no row of its own.
std::vector<Option> all_options();

/// The option of that name, or null. Names are as in the table: "log-level".
const Option* find_option(std::span<const Option> options, std::string_view name);

/// " (did you mean --log-level?)" with the prefix "--", or nothing when no option's name is near.
std::string suggestion(std::span<const Option> options, std::string_view prefix,
                       std::string_view name);

/// Sets what the option stands for from text: a number, a word of the choice, true or false, any
/// text; `values` has one element, except for a list. InvalidParams says what is allowed, without
/// naming the option.
Result<void> assign(const Option& option, std::span<const std::string> values, Settings& settings);

/// The values that assign() would take to set what `settings` holds; one, except for a list.
std::vector<std::string> current_values(const Option& option, const Settings& settings);

}  // namespace goxel::config
