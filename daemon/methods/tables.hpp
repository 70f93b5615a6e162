#pragma once

#include "daemon/rpc/method.hpp"

#include <span>
#include <vector>

namespace goxel::methods {

// One table a domain, each in the file of its name. Registration is the list in all_domains() and
// nothing else.
std::span<const rpc::Method> service_methods();
std::span<const rpc::Method> health_methods();
std::span<const rpc::Method> debug_methods();
std::span<const rpc::Method> project_methods();
std::span<const rpc::Method> file_methods();
std::span<const rpc::Method> session_methods();
std::span<const rpc::Method> voxel_methods();
std::span<const rpc::Method> voxel_list_methods();
std::span<const rpc::Method> fill_methods();
std::span<const rpc::Method> shape_methods();
std::span<const rpc::Method> transform_methods();
std::span<const rpc::Method> color_methods();
std::span<const rpc::Method> clipboard_methods();
std::span<const rpc::Method> selection_methods();
std::span<const rpc::Method> generation_methods();
std::span<const rpc::Method> history_methods();
std::span<const rpc::Method> layer_methods();
std::span<const rpc::Method> layer_edit_methods();
std::span<const rpc::Method> material_methods();
std::span<const rpc::Method> camera_methods();
std::span<const rpc::Method> scene_methods();
std::span<const rpc::Method> analysis_methods();
std::span<const rpc::Method> color_analysis_methods();
std::span<const rpc::Method> render_methods();
std::span<const rpc::Method> job_methods();
std::span<const rpc::Method> batch_methods();
std::span<const rpc::Method> render_file_methods();
std::span<const rpc::Method> script_methods();
std::span<const rpc::Method> run_methods();
std::span<const rpc::Method> diff_methods();
std::span<const rpc::Method> render_view_methods();
std::span<const rpc::Method> import_methods();
std::span<const rpc::Method> format_methods();
std::span<const rpc::Method> admin_methods();
std::span<const rpc::Method> metrics_methods();

std::span<const rpc::Method> discover_methods();

/// All domains, in the order in which list_methods shows them.
std::vector<rpc::Domain> all_domains();

}  // namespace goxel::methods
