#include "daemon/methods/tables.hpp"

namespace goxel::methods {

std::vector<rpc::Domain> all_domains() {
  return {
      {"Service", service_methods()},
      {"Discovery", discover_methods()},
      {"Health", health_methods()},
      {"Debugging", debug_methods()},
      {"Project", project_methods()},
      {"Files", file_methods()},
      {"Sessions", session_methods()},
      {"Voxels", voxel_methods()},
      {"Lists of voxels", voxel_list_methods()},
      {"Fills", fill_methods()},
      {"Shapes", shape_methods()},
      {"Transforms", transform_methods()},
      {"Colours", color_methods()},
      {"Clipboard", clipboard_methods()},
      {"Selection", selection_methods()},
      {"Generation and booleans", generation_methods()},
      {"History and snapshots", history_methods()},
      {"Layers", layer_methods()},
      {"Edits of layers", layer_edit_methods()},
      {"Materials", material_methods()},
      {"Cameras", camera_methods()},
      {"Scene", scene_methods()},
      {"Analysis", analysis_methods()},
      {"Analysis of colours", color_analysis_methods()},
      {"Rendering", render_methods()},
      {"Views", render_view_methods()},
      {"Managed pictures", render_file_methods()},
      {"Batches", batch_methods()},
      {"Whole jobs in one call", run_methods()},
      {"Comparison", diff_methods()},
      {"Import", import_methods()},
      {"Formats", format_methods()},
      {"Jobs", job_methods()},
      {"Scripts", script_methods()},
      {"Administration", admin_methods()},
      {"Metrics", metrics_methods()},
  };
}

}  // namespace goxel::methods
