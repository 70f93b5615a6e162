#pragma once

#include "core/base/error.hpp"
#include "core/base/limits.hpp"
#include "core/base/str_cat.hpp"
#include "core/formats/mesh_options.hpp"
#include "core/math/vec3.hpp"

#include <string_view>

namespace goxel {

/// A position as the file has it.
constexpr LVec3 turned_up(LVec3 p, UpAxis up) {
  return up == UpAxis::Z ? p : LVec3{p.x, p.z, -p.y};
}

constexpr std::string_view up_axis_note(UpAxis up) {
  return up == UpAxis::Z ? "Z is up" : "Y is up";
}

/// For a writer whose text or bytes would pass limits.file_bytes.
inline Error file_too_long(std::string_view format, const Limits& limits) {
  return Error{ErrorCode::LimitExceeded, str_cat(format, ": the model takes more than the ",
                                                 limits.file_bytes, " bytes that a file may have")}
      .with("limit", "file_bytes")
      .with("maximum", limits.file_bytes);
}

}  // namespace goxel
