#include "core/base/str_cat.hpp"
#include "daemon/config/sources.hpp"

#include <toml++/toml.h>

#include <algorithm>
#include <sstream>

namespace goxel::config {

namespace {

std::string place(const std::string& path, const toml::node& node) {
  return str_cat(path, ":", node.source().begin.line);
}

std::string_view type_name(const toml::node& node) {
  if (node.is_string()) return "a string";
  if (node.is_integer()) return "an integer";
  if (node.is_boolean()) return "a boolean";
  if (node.is_floating_point()) return "a fraction";
  if (node.is_array()) return "an array";
  return node.is_table() ? "a table" : "a date or time";
}

std::string_view wanted_type(const Option& option) {
  if (option.is_number()) return "an integer";
  if (option.is_switch()) return "a boolean";
  return option.is_list() ? "a string or an array of strings" : "a string";
}

/// The value as assign() takes it, or false when it is of another type.
bool append_value(const Option& option, const toml::node& node, std::vector<std::string>& values) {
  if (option.is_number() && node.is_integer()) {
    values.push_back(str_cat(node.as_integer()->get()));
  } else if (option.is_switch() && node.is_boolean()) {
    values.push_back(node.as_boolean()->get() ? "true" : "false");
  } else if (!option.is_number() && !option.is_switch() && node.is_string()) {
    values.push_back(node.as_string()->get());
  } else {
    return false;
  }
  return true;
}

bool append_values(const Option& option, const toml::node& node, std::vector<std::string>& values) {
  const toml::array* array = node.as_array();
  if (array == nullptr || !option.is_list()) return append_value(option, node, values);
  return std::all_of(array->begin(), array->end(), [&](const toml::node& element) {
    return append_value(option, element, values);
  });
}

/// Reads the keys of one table whose options begin with `prefix`.
class Reader {
 public:
  Reader(std::span<const Option> options, const std::string& path)
      : options_(options), path_(path) {}

  Result<void> read(const toml::table& table) {
    for (const auto& entry : table) {
      const std::string key(entry.first.str());
      if (const toml::table* inner = entry.second.as_table()) {
        for (const auto& member : *inner) {
          GOXEL_TRY(read_key(str_cat(key, "-", member.first.str()), member.second));
        }
      } else {
        GOXEL_TRY(read_key(key, entry.second));
      }
    }
    return {};
  }

  std::vector<Given> take() { return std::move(given_); }

 private:
  Result<void> read_key(const std::string& name, const toml::node& node) {
    const Option* option = find_option(options_, name);
    // A file that names another file would make precedence a puzzle.
    if (option == nullptr || !option->is_setting() || name == "config") {
      const std::string hint = option == nullptr ? suggestion(options_, "", name)
                                                 : " (it is a flag of the command line only)";
      return Error{ErrorCode::FormatError,
                   str_cat(place(path_, node), ": unknown key ", name, hint)};
    }
    Given given{option, {}, place(path_, node)};
    if (!append_values(*option, node, given.values)) {
      return Error{ErrorCode::FormatError,
                   str_cat(place(path_, node), ": ", name, " is ", wanted_type(*option), ", not ",
                           type_name(node))};
    }
    given_.push_back(std::move(given));
    return {};
  }

  std::span<const Option> options_;
  const std::string& path_;
  std::vector<Given> given_;
};

}  // namespace

Result<std::vector<Given>> parse_toml(std::span<const Option> options, std::string_view text,
                                      const std::string& path) {
  try {
    const toml::table document = toml::parse(text, path);
    Reader reader(options, path);
    GOXEL_TRY(reader.read(document));
    return reader.take();
  } catch (const toml::parse_error& error) {
    return Error{ErrorCode::FormatError,
                 str_cat(path, ":", error.source().begin.line, ": ", error.description())};
  }
}

}  // namespace goxel::config
