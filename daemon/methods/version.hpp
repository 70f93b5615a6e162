#pragma once

#include <cstdint>
#include <string_view>

namespace goxel::methods {

/// Of the program, from the build.
std::string_view program_version();
/// Of the wire interface: within one, names and fields are only added.
inline constexpr std::int32_t kApiVersion = 1;

}  // namespace goxel::methods
