#include "daemon/config/processors.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <thread>

#ifdef __linux__
#include <sched.h>
#endif

namespace goxel::config {

namespace {

/// What one cpu.max allows: "max 100000" or "150000 100000", a quota and a period; 0 for no bound.
std::int64_t processors_of(const std::string& path) {
  std::ifstream file(path);
  std::int64_t quota = 0;
  std::int64_t period = 0;
  if (!(file >> quota >> period) || quota <= 0 || period <= 0) return 0;
  return quota / period + (quota % period == 0 ? 0 : 1);
}

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

std::int64_t affinity_processors() {
#ifdef __linux__
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) == 0) return CPU_COUNT(&set);
#endif
  return static_cast<std::int64_t>(std::thread::hardware_concurrency());
}

}  // namespace

std::int64_t cgroup_processors(std::string_view membership, const std::string& mount) {
  std::int64_t fewest = 0;
  std::string path = group_path(membership);
  while (true) {
    const std::int64_t allowed = processors_of(mount + path + "/cpu.max");
    if (allowed > 0) fewest = fewest == 0 ? allowed : std::min(fewest, allowed);
    const std::size_t slash = path.rfind('/');
    if (slash == std::string::npos) return fewest;
    path.resize(slash);
  }
}

std::int64_t usable_processors() {
  std::ifstream file("/proc/self/cgroup");
  const std::string membership((std::istreambuf_iterator<char>(file)), {});
  const std::int64_t cgroup = cgroup_processors(membership, "/sys/fs/cgroup");
  const std::int64_t mask = std::max<std::int64_t>(1, affinity_processors());
  return cgroup == 0 ? mask : std::min(mask, cgroup);
}

}  // namespace goxel::config
