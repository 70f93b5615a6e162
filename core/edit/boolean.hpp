#pragma once

#include "core/edit/edit.hpp"

namespace goxel::edit {

enum class BooleanOp { Union, Subtract, Intersect };

/// Combines a layer's voxels into another's by occupancy: union puts the source over the target,
/// subtract removes where the source is, intersect keeps only where it is; the target keeps its
/// colours.
Result<std::int64_t> boolean_layers(Volume& target, const Volume& source, BooleanOp op,
                                    const Scope& scope);

}  // namespace goxel::edit
