#pragma once

#include "daemon/rpc/method.hpp"

#include <array>
#include <span>

namespace goxel::methods {

// One table a domain, each in the file of its name. Registration is this list and nothing else.
std::span<const rpc::Method> service_methods();
std::span<const rpc::Method> health_methods();
std::span<const rpc::Method> project_methods();
std::span<const rpc::Method> file_methods();
std::span<const rpc::Method> session_methods();
std::span<const rpc::Method> voxel_methods();
std::span<const rpc::Method> layer_methods();
std::span<const rpc::Method> analysis_methods();
std::span<const rpc::Method> render_methods();

/// All domains, in the order in which list_methods shows them.
std::array<std::span<const rpc::Method>, 9> all_domains();

}  // namespace goxel::methods
