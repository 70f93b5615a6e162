#include "daemon/methods/tables.hpp"

namespace goxel::methods {

std::vector<std::span<const rpc::Method>> all_domains() {
  return {service_methods(),   health_methods(),     debug_methods(),          project_methods(),
          file_methods(),      session_methods(),    voxel_methods(),          voxel_list_methods(),
          fill_methods(),      shape_methods(),      transform_methods(),      color_methods(),
          clipboard_methods(), selection_methods(),  generation_methods(),     history_methods(),
          layer_methods(),     layer_edit_methods(), material_methods(),       camera_methods(),
          scene_methods(),     analysis_methods(),   color_analysis_methods(), render_methods()};
}

}  // namespace goxel::methods
