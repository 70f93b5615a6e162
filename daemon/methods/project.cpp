#include "core/image/image.hpp"
#include "daemon/methods/open_session.hpp"
#include "daemon/methods/ownership.hpp"
#include "daemon/methods/params.hpp"
#include "daemon/methods/project_summary.hpp"
#include "daemon/methods/tables.hpp"
#include "daemon/methods/version.hpp"
#include "daemon/rpc/handler.hpp"

namespace goxel::methods {

using rpc::Access;
using rpc::Call;
using rpc::NoParams;

namespace {

/// Coordinates beyond this are not exact in the binary32 matrices of the .gox format.
constexpr double kMaxSize = 1 << 24;

/// x and y around the origin, z from 0, as the editor's own boxes are.
IBox image_box(const LVec3& size) {
  const LVec3 min{-(size.x / 2), -(size.y / 2), 0};
  return {min, min + size};
}

}  // namespace

workers::Project blank_project(std::string name, const LVec3& size) {
  workers::Project project;
  project.name = std::move(name);
  project.size = size;
  project.image.set_box(image_box(size));
  return project;
}

struct StatusOfImage {
  std::string version = std::string(program_version());
  std::int64_t layer_count = 0;
  bool read_only = false;
  std::int64_t width = 0;
  std::int64_t height = 0;
  std::int64_t depth = 0;
};
constexpr auto fields_of(rpc::Of<StatusOfImage>) {
  using R = StatusOfImage;
  return rpc::fields(rpc::field<&R::version>("version", "of the program"),
                     rpc::field<&R::layer_count>("layer_count", "0 with nothing open"),
                     rpc::field<&R::read_only>("read_only", "whether edits are refused"),
                     rpc::field<&R::width>("width", "of the image box, in voxels"),
                     rpc::field<&R::height>("height", "of the image box, in voxels"),
                     rpc::field<&R::depth>("depth", "of the image box, in voxels"));
}

Result<StatusOfImage> get_status(Call& call, const NoParams&) {
  StatusOfImage status;
  status.read_only = call.identity().role < access::Role::Editor;
  if (!call.has_session()) return status;
  const LVec3 size = call.image().box().size();
  status.layer_count = static_cast<std::int64_t>(call.image().layers().size());
  status.width = size.x;
  status.height = size.y;
  status.depth = size.z;
  return status;
}

struct CreateProjectParams {
  std::string name = "New Project";
  std::int64_t width = 64;
  std::int64_t height = 64;
  std::int64_t depth = 64;
  bool bind = true;
  bool ephemeral = false;
};
constexpr auto fields_of(rpc::Of<CreateProjectParams>) {
  using P = CreateProjectParams;
  return rpc::fields(
      rpc::field<&P::name>("name", "of the project").optional(),
      rpc::field<&P::width>("width", "of the image box along x").optional().range(1, kMaxSize),
      rpc::field<&P::height>("height", "of the image box along y").optional().range(1, kMaxSize),
      rpc::field<&P::depth>("depth", "of the image box along z").optional().range(1, kMaxSize),
      rpc::field<&P::bind>("bind", "whether this connection's later requests mean it").optional(),
      rpc::field<&P::ephemeral>("ephemeral", "ends with its last connection").optional());
}

struct CreateProjectResult {
  bool success = true;
  std::string name;
  std::int64_t width = 0;
  std::int64_t height = 0;
  std::int64_t depth = 0;
  std::string session;
  std::string project_id;
};
constexpr auto fields_of(rpc::Of<CreateProjectResult>) {
  using R = CreateProjectResult;
  return rpc::fields(
      rpc::field<&R::success>("success", "always true"), rpc::field<&R::name>("name", "as given"),
      rpc::field<&R::width>("width", "as given"), rpc::field<&R::height>("height", "as given"),
      rpc::field<&R::depth>("depth", "as given"),
      rpc::field<&R::session>("session", "the unique key of the new session"),
      rpc::field<&R::project_id>("project_id", "the name, \"unnamed\" when empty"));
}

void create_project(Call& call, const CreateProjectParams& params,
                    rpc::Answer<CreateProjectResult> answer) {
  if (auto checked = check_session_limit(call); !checked) return answer(std::move(checked).error());
  if (auto checked = check_name("name", params.name, call.limits()); !checked) {
    return answer(std::move(checked).error());
  }
  workers::Project project =
      blank_project(params.name, {params.width, params.height, params.depth});
  CreateProjectResult result{true,         params.name, params.width,       params.height,
                             params.depth, {},          project_id(project)};
  open_session(call, std::move(project), call.take_hold(), {params.bind, params.ephemeral},
               [answer, result = std::move(result)](const workers::SessionId& id) mutable {
                 result.session = id.to_string();
                 answer(result);
               });
}

struct CloseProjectParams {
  bool discard = false;
};
constexpr auto fields_of(rpc::Of<CloseProjectParams>) {
  return rpc::fields(
      rpc::field<&CloseProjectParams::discard>("discard", "gives up changes that were never saved")
          .optional());
}

struct CloseProjectResult {
  bool success = true;
  std::optional<std::string> recoverable;
};
constexpr auto fields_of(rpc::Of<CloseProjectResult>) {
  using R = CloseProjectResult;
  return rpc::fields(
      rpc::field<&R::success>("success", "always true"),
      rpc::field<&R::recoverable>(
          "recoverable", "id of the session that keeps the changes that were never saved"));
}

Result<CloseProjectResult> close_project(Call& call, const CloseProjectParams& params) {
  workers::Session& session = call.session();
  if (params.discard) GOXEL_TRY(call.check_role(access::Role::Editor, "discard"));
  GOXEL_TRY(check_owner(call.services(), call.identity(), session, access::Role::Editor,
                        "closing somebody else's project"));
  const workers::SessionId id = session.id();
  rpc::SessionKeeper& keeper = call.dispatcher().keeper();
  CloseProjectResult result;
  if (params.discard) {
    keeper.end(id);
    return result;
  }
  call.dispatcher().unbind_all(id);
  if (keeper.put_away(session)) result.recoverable = id.to_string();
  return result;
}

std::span<const rpc::Method> project_methods() {
  static constexpr auto kTable = std::to_array<rpc::Method>({
      rpc::method<&get_status>("get_status", Access::Peek,
                               "Tells the size of the open project; zeros without one."),
      rpc::async_method<&create_project>(
          "create_project", Access::Open,
          "Opens a new project with one empty layer, in a session of its own.")
          .opens_project(),
      rpc::method<&close_project>("close_project", Access::Write,
                                  "Closes the project and ends its session.")
          .freeing()
          .viewer(),
  });
  return kTable;
}

}  // namespace goxel::methods
