#pragma once

#include "tests/core/volume/voxel_model.hpp"
#include "workers/session.hpp"

#include <string>

namespace goxel::workers {

/// Makes one random edit of a session's image as the methods do: single voxels through
/// write_voxel(), all else through edit_image(): edits of voxels, whole layers, materials, cameras,
/// light and box; some fail and some change nothing. Returns what it was.
std::string random_step(Session& session, Random& random);

}  // namespace goxel::workers
