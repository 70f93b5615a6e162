#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace goxel::renders {

/// A new name for a picture: `render_<now>_auto<now>_<8 random hexadecimal digits>.<extension>`,
/// the older daemon's pattern. `extension` without a dot.
std::string make_render_name(std::int64_t now_s, std::string_view extension);

/// The extension for a picture format ("png", "jpeg", "webp"); empty for any other.
std::string_view render_extension(std::string_view format);

/// True for names as make_render_name gives them, exactly.
bool is_render_name(std::string_view name);

}  // namespace goxel::renders
