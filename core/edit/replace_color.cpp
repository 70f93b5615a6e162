#include "core/base/str_cat.hpp"
#include "core/edit/colors.hpp"
#include "core/edit/map_colors.hpp"
#include "core/volume/connected.hpp"

namespace goxel::edit {

Result<std::int64_t> replace_color(Volume& volume, const ColorReplacement& replacement,
                                   const Scope& scope) {
  if (replacement.tolerance < 0 || replacement.tolerance > 255) {
    return Error{ErrorCode::InvalidParams,
                 str_cat("tolerance ", replacement.tolerance, " is outside 0..255")};
  }
  const Rgba to = replacement.to.is_empty() ? kEmpty : replacement.to;
  return map_colors(volume, scope, [&](Rgba color) {
    return channel_distance(color, replacement.from) <= replacement.tolerance ? to : color;
  });
}

}  // namespace goxel::edit
