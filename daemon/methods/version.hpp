#pragma once

#include <cstdint>
#include <string_view>

namespace goxel::methods {

/// Of the program, from the build.
inline constexpr std::string_view kVersion = GOXEL_VERSION;
/// Of the wire interface: within one, names and fields are only added.
inline constexpr std::int32_t kApiVersion = 1;

}  // namespace goxel::methods
