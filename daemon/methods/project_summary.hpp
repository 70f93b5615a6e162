#pragma once

#include "daemon/rpc/services.hpp"
#include "workers/session.hpp"

#include <string>

namespace goxel::methods {

/// What results call project_id: the project's name, "unnamed" when it has none. Not unique; the
/// session is.
inline std::string project_id(const workers::Project& project) {
  return project.name.empty() ? "unnamed" : project.name;
}

/// "multi" or "single".
inline std::string project_mode_word(const rpc::Services& services) {
  return services.project_mode == config::ProjectMode::Single ? "single" : "multi";
}

/// An empty project whose box has that size: x and y around the origin, z from 0.
workers::Project blank_project(std::string name, const LVec3& size);

}  // namespace goxel::methods
