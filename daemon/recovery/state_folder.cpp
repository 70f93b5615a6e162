#include "daemon/recovery/state_folder.hpp"

#include "core/base/bytes.hpp"
#include "core/base/str_cat.hpp"
#include "daemon/files/hex.hpp"
#include "daemon/files/sha256.hpp"

#include <cstdlib>

namespace goxel::recovery {

namespace {

constexpr std::string_view kService = "goxel-daemon";

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr ? value : "";
}

bool is_absolute(std::string_view path) { return !path.empty() && path.front() == '/'; }

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '.';
}

std::string escaped(std::string_view address) {
  std::string name;
  for (const char c : address) {
    // A dot in front would hide the folder, or make it "..".
    const bool is_first_dot = name.empty() && c == '.';
    if (c == '/') {
      name += '+';
    } else if (is_plain(c) && !is_first_dot) {
      name += c;
    } else {
      name += str_cat('%', files::to_hex(as_bytes({&c, 1})));
    }
  }
  return name;
}

}  // namespace

StateEnvironment StateEnvironment::of_process() {
  return {variable("STATE_DIRECTORY"), variable("XDG_STATE_HOME"), variable("HOME")};
}

std::string folder_name_of(std::string_view address) {
  constexpr std::size_t kLongest = 255;
  constexpr std::size_t kKept = 180;
  // Every socket's path begins with a slash; what does not is marked.
  const std::string name =
      is_absolute(address) ? escaped(address.substr(1)) : str_cat('@', escaped(address));
  if (!name.empty() && name.size() <= kLongest) return name;
  // No escaped name has a bare '%' before the letter 's'.
  return str_cat(name.substr(0, kKept), "%sha256-", files::sha256_hex(as_bytes(address)));
}

std::string state_folder(std::string_view state_dir, const StateEnvironment& environment,
                         std::string_view address) {
  if (!state_dir.empty()) return std::string(state_dir);
  const std::string_view given = environment.state_directory;
  const std::string_view first = given.substr(0, given.find(':'));
  if (is_absolute(first)) return std::string(first);
  const std::string name = folder_name_of(address);
  if (is_absolute(environment.xdg_state_home)) {
    return str_cat(environment.xdg_state_home, '/', kService, '/', name);
  }
  if (is_absolute(environment.home)) {
    return str_cat(environment.home, "/.local/state/", kService, '/', name);
  }
  return str_cat("/var/lib/", kService, '/', name);
}

}  // namespace goxel::recovery
