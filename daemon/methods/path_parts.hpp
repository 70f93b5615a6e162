#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace goxel::methods {

/// What follows the last slash of a path.
inline std::string_view file_name_of(std::string_view path) {
  return path.substr(path.rfind('/') + 1);  // without a slash that is 0
}

/// The last dot of the file's name and what follows; empty without one, and when the name begins
/// with it.
inline std::string_view extension_of(std::string_view path) {
  const std::string_view name = file_name_of(path);
  const std::size_t dot = name.rfind('.');
  return dot == std::string_view::npos || dot == 0 ? std::string_view() : name.substr(dot);
}

inline std::string_view extension_of(const std::string& path) {
  return extension_of(std::string_view(path));
}
/// The same of a path that may be absent; refers to it.
inline std::string_view extension_of(const std::optional<std::string>& path) {
  return path ? extension_of(std::string_view(*path)) : std::string_view();
}
std::string_view extension_of(std::string&& path) = delete;  // what it would give is gone at once

}  // namespace goxel::methods
