#pragma once

#include <optional>
#include <sys/types.h>

namespace goxel::bench {

/// Resident memory of a process in bytes; nothing when /proc does not tell.
std::optional<double> resident_bytes(pid_t process);
/// How many descriptors a process has open; nothing when it may not be looked at, as another
/// user's.
std::optional<double> open_descriptors(pid_t process);

}  // namespace goxel::bench
