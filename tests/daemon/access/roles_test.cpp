#include "daemon/methods/tables.hpp"
#include "daemon/rpc/method_table.hpp"
#include "tests/daemon/rpc/test_service.hpp"
#include "tests/support/catch.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace goxel::rpc {

namespace {

struct Expected {
  Role role;
  std::vector<std::string_view> methods;
};

/// Every method belongs here: a new one has to be thought about.
const std::vector<Expected>& expected_roles() {
  static const std::vector<Expected> kRoles = {
      {Role::None, {"authenticate", "health_check", "ping", "rpc.discover", "version"}},
      {Role::Viewer,
       {"$/cancelRequest",
        "attach_session",
        "cancel_job",
        "close_project",
        "close_session",
        "create_project",
        "debug.force_cleanup",
        "debug.get_memory_stats",
        "debug.get_project_state",
        "detach_session",
        "diff",
        "echo",
        "export_model",
        "find_components",
        "find_enclosed",
        "find_voxels_by_color",
        "get_bounding_box",
        "get_color_histogram",
        "get_history",
        "get_image_box",
        "get_job",
        "get_layer",
        "get_layer_voxels",
        "get_light",
        "get_limits",
        "get_metrics",
        "get_palette",
        "get_project_info",
        "get_render_info",
        "get_render_stats",
        "get_selection",
        "get_statistics",
        "get_status",
        "get_unique_colors",
        "get_voxel",
        "get_voxels",
        "get_voxels_region",
        "list_cameras",
        "list_formats",
        "list_jobs",
        "list_layers",
        "list_materials",
        "list_methods",
        "list_renders",
        "list_sessions",
        "list_snapshots",
        "load_project",
        "render_scene",
        "render_turntable",
        "render_views",
        "run",
        "status"}},
      {Role::Editor,
       {"add_voxel",
        "add_voxels",
        "adjust_colors",
        "batch_operations",
        "boolean_layers",
        "cleanup_render",
        "clear",
        "clear_box",
        "clear_selection",
        "clone_layer",
        "copy",
        "create_camera",
        "create_layer",
        "create_material",
        "create_shape_layer",
        "create_snapshot",
        "crop",
        "cut",
        "cut_plane",
        "delete_camera",
        "delete_layer",
        "delete_material",
        "delete_snapshot",
        "draw_line",
        "duplicate_layer",
        "execute_script",
        "extrude",
        "fill_box",
        "flood_fill",
        "generate_noise",
        "generate_terrain",
        "import_model",
        "merge_layers",
        "merge_visible",
        "mirror",
        "move_layer",
        "paint_voxels",
        "paste",
        "procedural_shape",
        "quantize_colors",
        "redo",
        "remove_voxel",
        "remove_voxels",
        "rename_layer",
        "replace_color",
        "restore_snapshot",
        "rotate",
        "save_project",
        "scale",
        "select_box",
        "select_color",
        "select_connected",
        "set_active_camera",
        "set_active_layer",
        "set_image_box",
        "set_layer",
        "set_layer_visibility",
        "set_light",
        "set_palette",
        "translate",
        "undo",
        "update_camera",
        "update_material",
        "wrap"}},
      {Role::Admin, {"set_log_level", "shutdown"}},
  };
  return kRoles;
}

bool says(std::string_view answer, std::string_view what) {
  return answer.find(what) != std::string_view::npos;
}

std::string reason_of(std::string_view answer) {
  constexpr std::string_view kKey = R"("reason":")";
  const std::size_t at = answer.find(kKey);
  if (at == std::string_view::npos) return "";
  const std::size_t begin = at + kKey.size();
  return std::string(answer.substr(begin, answer.find('"', begin) - begin));
}

}  // namespace

TEST_CASE("every method has the role that it is listed with") {
  std::map<std::string_view, Role> expected;
  for (const auto& [role, methods] : expected_roles()) {
    for (const std::string_view name : methods) CHECK(expected.emplace(name, role).second);
  }
  const MethodTable table(methods::all_domains());
  for (const Method* method : table.methods()) {
    INFO(method->name);
    const auto found = expected.find(method->name);
    REQUIRE(found != expected.end());
    CHECK(access::role_word(method->role) == access::role_word(found->second));
  }
}

TEST_CASE("a method that changes a session is for editors, unless its row says otherwise") {
  STATIC_REQUIRE(usual_role(Access::Write) == Role::Editor);
  STATIC_REQUIRE(usual_role(Access::Read) == Role::Viewer);
  STATIC_REQUIRE(usual_role(Access::Open) == Role::Viewer);
  STATIC_REQUIRE(Method{"m", "", Access::Write, nullptr, {}}.role == Role::Editor);
  STATIC_REQUIRE(Method{"m", "", Access::Service, nullptr, {}}.admin().role == Role::Admin);
}

TEST_CASE("a role calls all that is for it and for those below, and nothing above") {
  TestService service;
  const Role role = GENERATE(Role::None, Role::Viewer, Role::Editor, Role::Admin);
  TestClient& client = service.connect(0, "uid:1000", role);
  for (const Method* method : service.services().methods.methods()) {
    if (method->name == "$/cancelRequest") continue;  // needs params of its own
    INFO(method->name << " as " << access::role_word(role));
    // Refused before its parameters are looked at: these are good for no method.
    const std::string reason = reason_of(client.call(shown_name(*method), R"([[[]],7,7,7])"));
    const bool is_refused = reason == "unauthorized" || reason == "read_only";
    const bool is_own_refusal = method->name == "authenticate";
    if (!is_own_refusal) CHECK(is_refused == (role < method->role));
    if (is_refused && !is_own_refusal) {
      const bool is_read_only = role == Role::Viewer && method->role == Role::Editor;
      CHECK(reason == (is_read_only ? "read_only" : "unauthorized"));
    }
  }
}

TEST_CASE("who has shown no token is not told which methods there are") {
  TestService service;
  TestClient& stranger = service.connect(0, "tcp", Role::None);
  CHECK(reason_of(stranger.call("goxel.no_such_method")) == "unauthorized");
  CHECK(reason_of(stranger.call("goxel.add_voxel")) == "unauthorized");
  CHECK(says(stranger.call("ping"), R"("pong":true)"));
  TestClient& viewer = service.connect(0, "tcp", Role::Viewer);
  CHECK(reason_of(viewer.call("goxel.no_such_method")) == "method_not_found");
}

TEST_CASE("a viewer opens and closes sessions of its own, and changes nothing") {
  TestService service;
  TestClient& viewer = service.connect(0, "viewer", Role::Viewer);
  CHECK(says(viewer.call("goxel.create_project"), R"("success":true)"));
  CHECK(says(viewer.call("goxel.get_status"), R"("read_only":true)"));
  CHECK(reason_of(viewer.call("goxel.add_voxel", "[1,2,3,4,5,6]")) == "read_only");
  CHECK(reason_of(viewer.call("goxel.close_project", "[true]")) == "read_only");
  CHECK(says(viewer.call("goxel.close_project"), R"("success":true)"));
}

TEST_CASE("what a viewer is attached to it does not close") {
  TestService service;
  TestClient& editor = service.connect(0, "editor");
  const std::string session = TestService::session_in(editor.call("goxel.create_project"));
  CHECK(says(editor.call("goxel.get_status"), R"("read_only":false)"));
  TestClient& viewer = service.connect(0, "viewer", Role::Viewer);
  CHECK(says(viewer.call("goxel.attach_session", "[\"" + session + "\"]"), R"("success":true)"));
  CHECK(reason_of(viewer.call("goxel.close_project")) == "read_only");
  CHECK(reason_of(viewer.call("debug.force_cleanup")) == "method_not_found");
  CHECK(reason_of(viewer.call("goxel.debug.force_cleanup")) == "unauthorized");
  CHECK(reason_of(viewer.call("goxel.close_session", "[\"" + session + "\"]")) == "unauthorized");
  CHECK(says(editor.call("goxel.list_sessions"), R"("count":1)"));
}

TEST_CASE("other people's sessions are an admin's to see and to close") {
  TestService service;
  TestClient& owner = service.connect(0, "owner");
  const std::string session = TestService::session_in(owner.call("goxel.create_project"));
  const std::string params = "[\"" + session + "\"]";
  TestClient& other = service.connect(1, "other");
  TestClient& admin = service.connect(1, "admin", Role::Admin);
  CHECK(says(other.call("goxel.list_sessions"), R"("count":0)"));
  CHECK(reason_of(other.call("goxel.close_session", params)) == "unauthorized");
  CHECK(says(other.call("goxel.debug.get_project_state"), R"("sessions":[])"));
  CHECK(!says(owner.call("goxel.list_sessions"), "principal"));
  CHECK(says(admin.call("goxel.list_sessions"), R"("principal":"owner")"));
  CHECK(says(admin.call("goxel.debug.get_project_state"), R"("principal":"owner")"));
  CHECK(says(admin.call("goxel.debug.get_memory_stats"), session));
  CHECK(says(admin.call("goxel.close_session", params), R"("success":true)"));
  CHECK(says(owner.call("goxel.list_sessions"), R"("count":0)"));
}

TEST_CASE("a viewer does not replace the project that all share, but where all are viewers") {
  const bool is_read_only = GENERATE(false, true);
  const access::Policy policy({"", false, is_read_only}, {});
  TestService::Options options;
  options.is_single = true;
  TestService service(options);
  service.services().policy = &policy;
  TestClient& viewer = service.connect(0, "viewer", Role::Viewer);
  const std::string answer = viewer.call("goxel.create_project");
  CHECK(reason_of(answer) == (is_read_only ? "" : "read_only"));
}

}  // namespace goxel::rpc
