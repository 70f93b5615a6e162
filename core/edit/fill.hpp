#pragma once

#include "core/edit/edit.hpp"
#include "core/volume/blend.hpp"
#include "core/volume/line.hpp"
#include "core/volume/shape.hpp"

namespace goxel::edit {

/// Blends one colour onto every voxel of a box.
Result<std::int64_t> fill_box(Volume& volume, const IBox& box, Rgba color, BlendMode mode,
                              const Scope& scope);
Result<std::int64_t> clear_box(Volume& volume, const IBox& box, const Scope& scope);
/// Empties the volume (the selection when there is one).
Result<std::int64_t> clear(Volume& volume, const Scope& scope);
/// See goxel::draw_shape. Fails with InvalidParams for a negative or non-finite smoothness or wall.
Result<std::int64_t> draw_shape(Volume& volume, const ShapeOptions& options, const Scope& scope);
/// See goxel::draw_line. Fails with InvalidParams for a negative or non-finite radius.
Result<std::int64_t> draw_line(Volume& volume, const LineOptions& options, const Scope& scope);

}  // namespace goxel::edit
