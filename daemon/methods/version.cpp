#include "daemon/methods/version.hpp"

namespace goxel::methods {

std::string_view program_version() { return GOXEL_VERSION; }

}  // namespace goxel::methods
