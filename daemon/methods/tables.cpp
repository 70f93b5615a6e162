#include "daemon/methods/tables.hpp"

namespace goxel::methods {

std::array<std::span<const rpc::Method>, 9> all_domains() {
  return {service_methods(), health_methods(),   project_methods(),
          file_methods(),    session_methods(),  voxel_methods(),
          layer_methods(),   analysis_methods(), render_methods()};
}

}  // namespace goxel::methods
