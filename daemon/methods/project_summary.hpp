#pragma once

#include "workers/session.hpp"

#include <string>

namespace goxel::methods {

/// What results call project_id: the project's name, "unnamed" when it has none. Not unique; the
/// session is.
inline std::string project_id(const workers::Project& project) {
  return project.name.empty() ? "unnamed" : project.name;
}

}  // namespace goxel::methods
