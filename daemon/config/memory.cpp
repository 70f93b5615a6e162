#include "daemon/config/memory.hpp"

#include "daemon/config/cgroup.hpp"

#include <algorithm>
#include <fstream>
#include <unistd.h>

namespace goxel::config {

std::int64_t cgroup_memory(std::string_view membership, const std::string& mount) {
  return least_in_groups(membership, mount, "memory.max", [](const std::string& path) {
    std::ifstream file(path);
    std::int64_t bytes = 0;
    return file >> bytes && bytes > 0 ? bytes : std::int64_t{0};  // "max" is no number
  });
}

std::int64_t usable_memory() {
  const std::int64_t machine = static_cast<std::int64_t>(sysconf(_SC_PHYS_PAGES)) *
                               static_cast<std::int64_t>(sysconf(_SC_PAGESIZE));
  const std::int64_t cgroup = cgroup_memory(cgroup_membership(), kCgroupMount);
  return cgroup == 0 ? machine : std::min(machine, cgroup);
}

}  // namespace goxel::config
