#pragma once

#include "core/edit/edit.hpp"

namespace goxel::edit {

/// Removes everything outside a box.
Result<std::int64_t> crop(Volume& volume, const IBox& box, const Scope& scope);

}  // namespace goxel::edit
