#pragma once

#include <cstdint>

namespace goxel::system {

/// Bytes of physical memory that the process holds; 0 where the system does not tell. Reads one
/// small file.
std::int64_t resident_bytes();

}  // namespace goxel::system
