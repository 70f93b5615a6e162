#include "daemon/config/processors.hpp"

#include "daemon/config/cgroup.hpp"

#include <algorithm>
#include <fstream>
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
  return least_in_groups(membership, mount, "cpu.max", processors_of);
}

std::int64_t usable_processors() {
  const std::int64_t cgroup = cgroup_processors(cgroup_membership(), kCgroupMount);
  const std::int64_t mask = std::max<std::int64_t>(1, affinity_processors());
  return cgroup == 0 ? mask : std::min(mask, cgroup);
}

}  // namespace goxel::config
