#pragma once

#include "core/base/bytes.hpp"

#include <string>

namespace goxel::files {

/// The SHA-256 of `bytes` (FIPS 180-4) as 64 lower-case hexadecimal digits. About 1 ms a MB.
std::string sha256_hex(ByteView bytes);

}  // namespace goxel::files
