#pragma once

#include <cstddef>
#include <string>

namespace goxel::files {

/// `byte_count` (at most 256) unpredictable bytes of the system as lower-case hexadecimal digits:
/// for names that another user must not guess.
std::string random_hex(std::size_t byte_count);

}  // namespace goxel::files
