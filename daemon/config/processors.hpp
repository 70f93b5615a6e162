#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace goxel::config {

/// Processors this process may use: the smaller of its affinity mask and the CPU bandwidth of its
/// cgroup and those above it, rounded up; at least 1.
std::int64_t usable_processors();

/// Processors' worth of time that cgroup version 2 allows, rounded up, or 0 for no bound.
/// \param membership  the text of /proc/self/cgroup
/// \param mount       where the cgroup file system is mounted: "/sys/fs/cgroup"
std::int64_t cgroup_processors(std::string_view membership, const std::string& mount);

}  // namespace goxel::config
