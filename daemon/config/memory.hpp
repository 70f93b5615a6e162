#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace goxel::config {

/// Bytes of memory that the process may use: what the machine has, or less where its control groups
/// say so. 0 where the system does not tell.
std::int64_t usable_memory();

/// What the control groups say alone (memory.max); 0 for no bound. The arguments are those of
/// least_in_groups().
std::int64_t cgroup_memory(std::string_view membership, const std::string& mount);

}  // namespace goxel::config
