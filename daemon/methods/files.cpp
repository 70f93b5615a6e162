#include "core/base/str_cat.hpp"
#include "core/formats/format.hpp"
#include "daemon/methods/model_files.hpp"
#include "daemon/methods/open_session.hpp"
#include "daemon/methods/params.hpp"
#include "daemon/methods/path_parts.hpp"
#include "daemon/methods/picture.hpp"
#include "daemon/methods/project_summary.hpp"
#include "daemon/methods/tables.hpp"
#include "daemon/methods/words.hpp"
#include "daemon/rpc/long_method.hpp"

#include <algorithm>

namespace goxel::methods {

using rpc::Access;
using rpc::Answer;
using rpc::Base64;
using rpc::Call;

namespace {

/// The file's name without its folder and extension.
std::string stem_of(const std::string& path) {
  const std::string_view name = file_name_of(path);
  return std::string(name.substr(0, name.size() - extension_of(path).size()));
}

}  // namespace

struct LoadProjectParams {
  std::optional<std::string> path;
  std::optional<Base64> data;
  std::optional<std::string> format;
  bool bind = true;
  bool ephemeral = false;
};
constexpr auto fields_of(rpc::Of<LoadProjectParams>) {
  using P = LoadProjectParams;
  return rpc::fields(
      rpc::field<&P::path>("path", "of the file to load; or give data"),
      rpc::field<&P::data>("data", "the file's bytes, base64"),
      rpc::field<&P::format>("format", "of the content; found out when absent"),
      rpc::field<&P::bind>("bind", "whether this connection's later requests mean it").optional(),
      rpc::field<&P::ephemeral>("ephemeral", "ends with its last connection").optional());
}

struct LoadProjectResult {
  bool success = true;
  std::optional<std::string> path;
  std::string session;
  std::string project_id;
  std::string format;
  std::int64_t layer_count = 0;
  std::int64_t voxel_count = 0;
  std::vector<std::string> warnings;
};
constexpr auto fields_of(rpc::Of<LoadProjectResult>) {
  using R = LoadProjectResult;
  return rpc::fields(
      rpc::field<&R::success>("success", "always true"), rpc::field<&R::path>("path", "as given"),
      rpc::field<&R::session>("session", "the unique key of the new session"),
      rpc::field<&R::project_id>("project_id", "the file's name without its extension"),
      rpc::field<&R::format>("format", "of the content"),
      rpc::field<&R::layer_count>("layer_count", "layers loaded"),
      rpc::field<&R::voxel_count>("voxel_count", "voxels loaded, summed over layers"),
      rpc::field<&R::warnings>("warnings", "what the file says and a project cannot hold"));
}

/// Loads into a new session. While it does, requests that follow on the connection wait: on the
/// session they had, or else on an empty one that stands in for the coming one and goes if the load
/// fails; where the session they had is another worker's, they are not looked at.
struct LoadProject {
  using Params = LoadProjectParams;
  using Output = Loaded;
  using Answered = LoadProjectResult;
  struct Task {
    LoadProjectParams params;
    std::optional<FormatId> format;
    std::optional<workers::SessionId> stand_in;
    /// Meant by the connection, though not bound to it, before the stand-in was.
    std::optional<rpc::Dispatcher::Replaced> replaced;
    workers::ProjectHold hold;
    const files::FileStore* files;
    const Limits* limits;
    bool is_client_held = false;
  };

  static Result<Task> prepare(Call& call, Params&& params) {
    GOXEL_TRY(check_one_source(params.path, params.data));
    Task task{{},
              std::nullopt,
              std::nullopt,
              {},
              call.take_hold(),
              &call.services().files,
              &call.limits()};
    GOXEL_ASSIGN(task.format, choose_read_format(params.format));
    GOXEL_TRY(check_session_limit(call));
    rpc::Dispatcher& dispatcher = call.dispatcher();
    const bool is_adopted = params.bind && !call.is_async() && dispatcher.can_adopt(call.client());
    if (is_adopted && !call.has_session() && is_bound(call.client())) {
      // To a session of another worker, which it keeps should the load fail.
      dispatcher.hold_back(*call.client());
      task.is_client_held = true;
    } else if (is_adopted && !call.has_session()) {
      // Without the process behind it: it is no session that a request could mean.
      rpc::Identity owner;
      owner.principal = call.identity().principal;
      workers::Session& stand_in = dispatcher.keeper().open(owner, {}, {}, false);
      task.replaced = dispatcher.adopt(call.client(), stand_in);
      call.set_session(stand_in);
      task.stand_in = stand_in.id();
    }
    task.params = std::move(params);
    return task;
  }

  static Result<Loaded> run(const Task& task, Parallel&, workers::JobState& state) {
    if (state.is_stop_requested()) return workers::stop_error(state);
    return load_model(task.params.path, task.params.data, task.format, *task.files, *task.limits);
  }

  static void finish(Call& call, Task& task, Result<Loaded>&& loaded,
                     const Answer<Answered>& answer) {
    rpc::Dispatcher& dispatcher = call.dispatcher();
    if (loaded) {
      open(call, task, std::move(*loaded), answer);
    } else {
      task.hold.release();
      answer(loaded.error());
    }
    // Where the connection has adopted the loaded one, the stand-in goes as what it replaced.
    const bool is_left = !loaded || !dispatcher.can_adopt(call.client());
    if (task.stand_in && is_left && call.context().sessions().find(*task.stand_in) != nullptr)
      dispatcher.keeper().end(*task.stand_in);
    if (task.replaced && loaded && is_left) dispatcher.retire_session(task.replaced->id);
    if (task.is_client_held && call.client() != nullptr) dispatcher.let_go(*call.client());
  }

  static bool is_bound(const rpc::Client* client) {
    return client != nullptr && client->bound_session().has_value();
  }

  static void open(Call& call, Task& task, Loaded&& loaded, const Answer<Answered>& answer) {
    workers::Project project;
    project.path = task.params.path.value_or("");
    project.name = task.params.path ? stem_of(project.path) : "";
    project.size = loaded.image.box().size();
    project.image = std::move(loaded.image);
    LoadProjectResult result;
    result.path = task.params.path;
    result.project_id = project_id(project);
    result.format = std::string(format_info(loaded.format).name);
    result.layer_count = static_cast<std::int64_t>(project.image.layers().size());
    result.voxel_count = project.image.voxel_count();
    result.warnings = std::move(loaded.warnings);
    open_session(call, std::move(project), std::move(task.hold),
                 {task.params.bind, task.params.ephemeral, task.replaced},
                 [answer, result = std::move(result)](const workers::SessionId& id) mutable {
                   result.session = id.to_string();
                   answer(result);
                 });
  }
};

struct SaveProjectParams {
  std::optional<std::string> path;
  std::optional<std::string> format;
};
constexpr auto fields_of(rpc::Of<SaveProjectParams>) {
  using P = SaveProjectParams;
  return rpc::fields(
      rpc::field<&P::path>("path", "of the file; absent: where it was loaded from or saved last"),
      rpc::field<&P::format>("format", "absent: by the path's extension, gox without one"));
}

struct SaveProjectResult {
  bool success = true;
  std::string path;
  std::string format;
  std::int64_t size_bytes = 0;
  std::vector<std::string> warnings;
};
constexpr auto fields_of(rpc::Of<SaveProjectResult>) {
  using R = SaveProjectResult;
  return rpc::fields(
      rpc::field<&R::success>("success", "always true"),
      rpc::field<&R::path>("path", "of the file"),
      rpc::field<&R::format>("format", "it was written in"),
      rpc::field<&R::size_bytes>("size_bytes", "of the file"),
      rpc::field<&R::warnings>("warnings", "what the project holds and the format cannot"));
}

struct SaveProject {
  static constexpr bool kIsOneByOne = true;
  using Params = SaveProjectParams;
  using Output = SaveProjectResult;
  using Answered = SaveProjectResult;
  struct Task {
    Image image;
    FormatId format;
    std::string path;
    std::uint64_t revision;
    const files::FileStore* files;
    const Limits* limits;
  };

  static Result<Task> prepare(Call& call, Params&& params) {
    const workers::Project& project = call.session().project();
    const std::string path = params.path.value_or(project.path);
    if (path.empty())
      return invalid_param("path",
                           "is needed: this project was never loaded from a file nor saved to one");
    // A project that came from a format which is only read has no place of its own to be saved to.
    GOXEL_ASSIGN(const FormatId format, choose_write_format(params.format, path));
    return Task{project.image,          format,        path, project.revision,
                &call.services().files, &call.limits()};
  }

  static Result<Output> run(const Task& task, Parallel& parallel, workers::JobState& state) {
    GOXEL_ASSIGN(Saved saved,
                 encode_model(task.image, task.format, {}, *task.limits, parallel, state));
    GOXEL_TRY(task.files->write(task.path, saved.bytes));
    return Output{true, task.path, std::string(format_info(task.format).name),
                  static_cast<std::int64_t>(saved.bytes.size()), std::move(saved.warnings)};
  }

  static void finish(Call& call, Task& task, Result<Output>&& saved,
                     const Answer<Answered>& answer) {
    if (saved && call.has_session()) {
      workers::Project& project = call.session().edit_project();
      project.path = task.path;
      // Only .gox keeps all there is; after another format there is still something to lose.
      if (task.format == FormatId::Gox)
        project.saved_revision = std::max(project.saved_revision, task.revision);
      call.session().hold().release();
    }
    answer(saved);
  }
};

struct ExportOptions {
  std::optional<UpAxis> up;
  std::optional<bool> ascii;
  std::optional<bool> per_layer;
};
constexpr auto fields_of(rpc::Of<ExportOptions>) {
  using P = ExportOptions;
  return rpc::fields(
      rpc::field<&P::up>("up", "y or z: the axis of the file that points up; absent: z"),
      rpc::field<&P::ascii>("ascii", "text rather than binary"),
      rpc::field<&P::per_layer>("per_layer", "each visible layer by itself"));
}

struct ExportModelParams {
  std::optional<std::string> path;
  std::optional<std::string> format;
  std::optional<ExportOptions> options;
};
constexpr auto fields_of(rpc::Of<ExportModelParams>) {
  using P = ExportModelParams;
  return rpc::fields(
      rpc::field<&P::path>("path", "of the file; absent: the result has the bytes"),
      rpc::field<&P::format>("format", "absent: by the path's extension; png is a picture"),
      rpc::field<&P::options>("options", "of the format, as list_formats shows them"));
}

struct ExportModelResult {
  bool success = true;
  std::optional<std::string> path;
  std::string format;
  std::int64_t size_bytes = 0;
  std::optional<Base64> data;
  std::vector<std::string> warnings;
};
constexpr auto fields_of(rpc::Of<ExportModelResult>) {
  using R = ExportModelResult;
  return rpc::fields(
      rpc::field<&R::success>("success", "always true"), rpc::field<&R::path>("path", "as given"),
      rpc::field<&R::format>("format", "it was written in"),
      rpc::field<&R::size_bytes>("size_bytes", "of the file"),
      rpc::field<&R::data>("data", "the file's bytes, base64, when no path was given"),
      rpc::field<&R::warnings>("warnings", "what the project holds and the format cannot"));
}

namespace {

/// An export that is not a model but a picture of it: asked for by name, else by the extension.
bool is_picture(const ExportModelParams& params) {
  if (params.format) return is_picture_format(*params.format);
  const std::string_view extension = extension_of(params.path);
  return !extension.empty() && is_picture_format(extension.substr(1));
}

/// InvalidParams for an option that the format does not know.
Result<void> check_options(const ExportOptions& given, std::string_view format,
                           std::span<const FormatOption> known) {
  for (const auto& [name, is_given] :
       {std::pair{"up", given.up.has_value()}, std::pair{"ascii", given.ascii.has_value()},
        std::pair{"per_layer", given.per_layer.has_value()}}) {
    const bool is_known = std::any_of(known.begin(), known.end(),
                                      [option = name](const auto& k) { return k.name == option; });
    if (!is_given || is_known) continue;
    return invalid_param(str_cat("options.", name), str_cat(format, " has no such option"));
  }
  return {};
}

MeshOptions mesh_options(const ExportOptions& given) {
  MeshOptions options;
  options.up = given.up.value_or(options.up);
  options.is_ascii = given.ascii.value_or(options.is_ascii);
  options.is_per_layer = given.per_layer.value_or(options.is_per_layer);
  return options;
}

}  // namespace

struct ExportModel {
  static constexpr bool kIsOneByOne = true;
  using Params = ExportModelParams;
  using Output = ExportModelResult;
  using Answered = ExportModelResult;
  struct Task {
    Image image;
    std::optional<FormatId> format;  ///< none: a picture
    MeshOptions mesh;
    std::optional<std::string> path;
    const files::FileStore* files;
    const Limits* limits;
  };

  static bool is_for_reply(const Task& task) { return !task.path; }

  static Result<Task> prepare(Call& call, Params&& params) {
    if (!params.path && !params.format)
      return invalid_param("format", "is needed when there is no path");
    if (params.path) GOXEL_TRY(call.check_role(access::Role::Editor, "a path to write to"));
    const ExportOptions options = params.options.value_or(ExportOptions{});
    Task task{call.image(),  {}, mesh_options(options), params.path, &call.services().files,
              &call.limits()};
    if (is_picture(params)) {
      GOXEL_TRY(check_options(options, "png", {}));
      return task;
    }
    GOXEL_ASSIGN(task.format, choose_write_format(params.format, params.path.value_or("")));
    const FormatInfo& info = format_info(*task.format);
    GOXEL_TRY(check_options(options, info.name, info.options));
    return task;
  }

  static Result<Saved> make(const Task& task, Parallel& parallel, workers::JobState& state) {
    if (task.format)
      return encode_model(task.image, *task.format, task.mesh, *task.limits, parallel, state);
    GOXEL_ASSIGN(Bytes picture, draw_png(task.image, {}, *task.limits, parallel, state));
    return Saved{std::move(picture)};
  }

  static Result<Output> run(const Task& task, Parallel& parallel, workers::JobState& state) {
    GOXEL_ASSIGN(Saved saved, make(task, parallel, state));
    Output output;
    output.format = task.format ? std::string(format_info(*task.format).name) : "png";
    output.size_bytes = static_cast<std::int64_t>(saved.bytes.size());
    output.warnings = std::move(saved.warnings);
    if (task.path) {
      GOXEL_TRY(task.files->write(*task.path, saved.bytes));
      output.path = task.path;
    } else {
      output.data = Base64{std::move(saved.bytes)};
    }
    return output;
  }

  static void finish(Call& call, Task&, Result<Output>&& exported, const Answer<Answered>& answer) {
    if (exported && call.has_session()) call.session().hold().release();
    answer(exported);
  }
};

std::span<const rpc::Method> file_methods() {
  static constexpr auto kTable = std::to_array<rpc::Method>({
      rpc::long_method<LoadProject>("load_project", Access::Open, "Opens a file as a new project.")
          .opens_project(),
      rpc::long_method<SaveProject>("save_project", Access::Read,
                                    "Writes the project to a file, all or nothing.")
          .freeing()
          .editor(),
      rpc::long_method<ExportModel>("export_model", Access::Read,
                                    "Writes the model in another format, or a picture of it.")
          .freeing()
          .fails(ErrorCode::ReadOnly),
  });
  return kTable;
}

}  // namespace goxel::methods
