#include "daemon/config/cgroup.hpp"

#include "core/base/str_cat.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>

namespace goxel::config {

namespace {

/// The folder of the process's group below the mount: version 2's line is "0::/path".
std::string group_path(std::string_view membership) {
  while (!membership.empty()) {
    const std::size_t end = std::min(membership.find('\n'), membership.size());
    const std::string_view line = membership.substr(0, end);
    if (line.starts_with("0::/")) {
      // Above the namespace's own root nothing can be read.
      return line.find("..") == std::string_view::npos ? std::string(line.substr(3)) : "/";
    }
    membership.remove_prefix(std::min(end + 1, membership.size()));
  }
  return "/";
}

}  // namespace

std::int64_t least_in_groups(std::string_view membership, const std::string& mount,
                             std::string_view file, std::int64_t (*read)(const std::string& path)) {
  std::int64_t least = 0;
  std::string path = group_path(membership);
  while (true) {
    const std::int64_t allowed = read(str_cat(mount, path, "/", file));
    if (allowed > 0) least = least == 0 ? allowed : std::min(least, allowed);
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos) return least;
    path.resize(slash);
  }
}

std::string cgroup_membership() {
  std::ifstream file("/proc/self/cgroup");
  return std::string((std::istreambuf_iterator<char>(file)), {});
}

}  // namespace goxel::config
