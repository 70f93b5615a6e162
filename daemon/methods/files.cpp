#include "core/base/str_cat.hpp"
#include "core/formats/format.hpp"
#include "daemon/methods/open_session.hpp"
#include "daemon/methods/params.hpp"
#include "daemon/methods/path_parts.hpp"
#include "daemon/methods/preview_picture.hpp"
#include "daemon/methods/project_summary.hpp"
#include "daemon/methods/tables.hpp"
#include "daemon/rpc/long_method.hpp"

#include <algorithm>

namespace goxel::methods {

using rpc::Access;
using rpc::Answer;
using rpc::Base64;
using rpc::Call;

namespace {

/// "read" or "write" decides which formats an error names.
std::string format_names(bool FormatInfo::*can) {
  std::string names;
  for (const FormatInfo& info : format_infos()) {
    if (!(info.*can)) continue;
    if (!names.empty()) names += ", ";
    names += info.name;
  }
  return names;
}

/// The format that a write means: by name, else by the path's extension, else gox. A path whose
/// extension is no format's is refused, so that a typing mistake does not become a file of another
/// kind.
Result<FormatId> choose_write_format(const std::optional<std::string>& name,
                                     const std::string& path) {
  std::optional<FormatId> id;
  if (name) {
    id = find_format(*name);
    if (!id)
      return invalid_param("format", str_cat("\"", *name, "\" is no format; known are ",
                                             format_names(&FormatInfo::can_write)));
  } else {
    id = format_of_path(path);
    const std::string_view extension = extension_of(path);
    if (!id && !extension.empty()) {
      return invalid_param("path",
                           str_cat("\"", extension, "\" is no format's extension; known are ",
                                   format_names(&FormatInfo::can_write)));
    }
  }
  const FormatId chosen = id.value_or(FormatId::Gox);
  if (!format_info(chosen).can_write) {
    return invalid_param("format",
                         str_cat(format_info(chosen).name, " can be read only; written are ",
                                 format_names(&FormatInfo::can_write)));
  }
  return chosen;
}

/// The file's name without its folder and extension.
std::string stem_of(const std::string& path) {
  const std::string_view name = file_name_of(path);
  return std::string(name.substr(0, name.size() - extension_of(path).size()));
}

/// Encodes an image; a .gox gets the preview picture that editors show.
Result<Saved> encode(const Image& image, FormatId format, const Limits& limits, Parallel& parallel,
                     Progress& progress) {
  Bytes preview;
  if (format == FormatId::Gox) {
    GOXEL_ASSIGN(preview, preview_png(image, limits, parallel, progress));
  }
  return save(image, format, limits, SaveOptions{preview, &parallel});
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
/// fails.
struct LoadProject {
  using Params = LoadProjectParams;
  using Output = Loaded;
  using Answered = LoadProjectResult;
  struct Task {
    LoadProjectParams params;
    std::optional<FormatId> format;
    std::optional<workers::SessionId> stand_in;
    /// Meant by the connection, though not bound to it, before the stand-in was.
    std::optional<workers::SessionId> replaced;
    workers::ProjectHold hold;
    const files::FileStore* files;
    const Limits* limits;
  };

  static Result<Task> prepare(Call& call, Params&& params) {
    if (params.path.has_value() == params.data.has_value()) {
      return invalid_param("path", "give either path or data, and not both");
    }
    Task task{{},
              std::nullopt,
              std::nullopt,
              {},
              call.take_hold(),
              &call.services().files,
              &call.limits()};
    if (params.format) {
      task.format = find_format(*params.format);
      if (!task.format || !format_info(*task.format).can_read) {
        return invalid_param("format",
                             str_cat("\"", *params.format, "\" cannot be read; known are ",
                                     format_names(&FormatInfo::can_read)));
      }
    }
    GOXEL_TRY(check_session_limit(call));
    rpc::Dispatcher& dispatcher = call.dispatcher();
    if (params.bind && !call.has_session() && dispatcher.can_adopt(call.client())) {
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
    Bytes read;
    if (task.params.path) {
      GOXEL_ASSIGN(read, task.files->read(*task.params.path, task.limits->file_bytes));
    }
    const ByteView bytes = task.params.path ? ByteView(read) : ByteView(task.params.data->bytes);
    return task.format ? load(bytes, *task.format, *task.limits) : load(bytes, *task.limits);
  }

  static void finish(Call& call, Task& task, Result<Loaded>&& loaded,
                     const Answer<Answered>& answer) {
    rpc::Dispatcher& dispatcher = call.dispatcher();
    std::optional<rpc::Dispatcher::Replaced> replaced;
    if (loaded) {
      if (task.replaced) replaced = rpc::Dispatcher::displace(*task.replaced, call.identity());
      open(call, task, std::move(*loaded), answer);
    } else {
      task.hold.release();
      answer(loaded.error());
    }
    // Where the connection has adopted the loaded one, the stand-in goes as what it replaced.
    const bool is_left = !loaded || !dispatcher.can_adopt(call.client());
    if (task.stand_in && is_left && call.context().sessions().find(*task.stand_in) != nullptr)
      dispatcher.keeper().end(*task.stand_in);
    if (replaced) dispatcher.retire_session(*replaced);
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
                 {task.params.bind, task.params.ephemeral},
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
    GOXEL_ASSIGN(Saved saved, encode(task.image, task.format, *task.limits, parallel, state));
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

struct ExportModelParams {
  std::optional<std::string> path;
  std::optional<std::string> format;
};
constexpr auto fields_of(rpc::Of<ExportModelParams>) {
  using P = ExportModelParams;
  return rpc::fields(rpc::field<&P::path>("path", "of the file; absent: the result has the bytes"),
                     rpc::field<&P::format>("format", "absent: by the path's extension"));
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

struct ExportModel {
  static constexpr bool kIsOneByOne = true;
  using Params = ExportModelParams;
  using Output = ExportModelResult;
  using Answered = ExportModelResult;
  struct Task {
    Image image;
    FormatId format;
    std::optional<std::string> path;
    const files::FileStore* files;
    const Limits* limits;
  };

  static Result<Task> prepare(Call& call, Params&& params) {
    if (!params.path && !params.format)
      return invalid_param("format", "is needed when there is no path");
    GOXEL_ASSIGN(const FormatId format,
                 choose_write_format(params.format, params.path.value_or("")));
    return Task{call.image(), format, params.path, &call.services().files, &call.limits()};
  }

  static Result<Output> run(const Task& task, Parallel& parallel, workers::JobState& state) {
    GOXEL_ASSIGN(Saved saved, encode(task.image, task.format, *task.limits, parallel, state));
    Output output;
    output.format = std::string(format_info(task.format).name);
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
          .freeing(),
      rpc::long_method<ExportModel>("export_model", Access::Read,
                                    "Writes the model in another format.")
          .freeing(),
  });
  return kTable;
}

}  // namespace goxel::methods
