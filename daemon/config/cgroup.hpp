#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace goxel::config {

/// The least of what `read` finds in the file of that name, such as "cpu.max", in the process's
/// control group (version 2) and the groups above it; 0 when none of them sets a bound.
/// `membership` is the text of /proc/self/cgroup, `mount` the folder of the root group. `read` gets
/// a path, and gives 0 for no bound and for a file that is not there.
std::int64_t least_in_groups(std::string_view membership, const std::string& mount,
                             std::string_view file, std::int64_t (*read)(const std::string& path));

/// The text of /proc/self/cgroup; empty where there is none.
std::string cgroup_membership();

/// Where Linux mounts the root group.
inline constexpr const char* kCgroupMount = "/sys/fs/cgroup";

}  // namespace goxel::config
