#include "core/base/str_cat.hpp"
#include "core/formats/png.hpp"
#include "core/render/render.hpp"
#include "daemon/methods/params.hpp"
#include "daemon/methods/path_parts.hpp"
#include "daemon/methods/tables.hpp"
#include "daemon/rpc/long_method.hpp"

#include <ctime>

namespace goxel::methods {

using rpc::Access;
using rpc::Answer;
using rpc::Base64;
using rpc::Call;

namespace {

constexpr std::int32_t kDefaultSide = 512;
/// Light enough for dark models and dark enough for white ones, gradient included.
constexpr Rgba kDefaultBackground{160, 166, 176, 255};

}  // namespace

enum class ReturnMode { File, FilePath, Base64 };
constexpr auto names_of(rpc::Of<ReturnMode>) {
  return rpc::names<ReturnMode>({{ReturnMode::File, "file"},
                                 {ReturnMode::FilePath, "file_path"},
                                 {ReturnMode::Base64, "base64"}});
}

struct RenderSceneOptions {
  std::optional<ReturnMode> return_mode;
  std::optional<std::string> format;
  std::optional<Rgba> background_color;
  std::optional<bool> gradient;
  bool transparent = false;
  std::int32_t samples = 4;
  bool shadows = true;
  double occlusion = RenderOptions{}.occlusion;
  bool edges = false;
  bool unlit = false;
  std::optional<std::vector<std::int32_t>> layers;
};
constexpr auto fields_of(rpc::Of<RenderSceneOptions>) {
  using P = RenderSceneOptions;
  return rpc::fields(
      rpc::field<&P::return_mode>(
          "return_mode", "file: at output_path; file_path: a managed file; base64: in the result"),
      rpc::field<&P::format>("format", "png"),
      rpc::field<&P::background_color>("background_color", "absent: a grey"),
      rpc::field<&P::gradient>("gradient",
                               "darker at the top; absent: only without background_color"),
      rpc::field<&P::transparent>("transparent", "no background: alpha 0").optional(),
      rpc::field<&P::samples>("samples", "rays a pixel").optional().range(1, 16),
      rpc::field<&P::shadows>("shadows", "whether things cast shadows").optional(),
      rpc::field<&P::occlusion>("occlusion", "darkening of corners").optional().range(0, 1),
      rpc::field<&P::edges>("edges", "whether borders of surfaces are darkened").optional(),
      rpc::field<&P::unlit>("unlit", "voxel colours exactly").optional(),
      rpc::field<&P::layers>("layers", "ids to draw; absent: the visible ones"));
}

struct RenderSceneParams {
  std::optional<std::string> output_path;
  std::int32_t width = kDefaultSide;
  std::int32_t height = kDefaultSide;
  std::optional<std::string> camera_preset;
  std::optional<std::string> camera;
  std::optional<DVec3> camera_position;
  std::optional<DVec3> camera_target;
  std::optional<DVec3> camera_up;
  std::optional<double> fov;
  bool ortho = false;
  std::optional<bool> fit;
  std::optional<RenderSceneOptions> options;
};
constexpr auto fields_of(rpc::Of<RenderSceneParams>) {
  using P = RenderSceneParams;
  return rpc::fields(
      rpc::field<&P::output_path>("output_path", "of the picture; absent: the result has it"),
      rpc::field<&P::width>("width", "in pixels").optional(),
      rpc::field<&P::height>("height", "in pixels").optional(),
      rpc::field<&P::camera_preset>("camera_preset",
                                    "front, back, left, right, top, bottom or isometric"),
      rpc::field<&P::camera>("camera", "name of one of the project's cameras"),
      rpc::field<&P::camera_position>("camera_position", "where the camera is, in voxels"),
      rpc::field<&P::camera_target>("camera_target",
                                    "what it looks at; absent: the middle of the model"),
      rpc::field<&P::camera_up>("camera_up", "absent: +z"),
      rpc::field<&P::fov>("fov", "vertical field of view in degrees; absent: 20").range(0.1, 170),
      rpc::field<&P::ortho>("ortho", "parallel rays, with camera_position").optional(),
      rpc::field<&P::fit>("fit", "frames the model; absent: only for presets"),
      rpc::field<&P::options>("options", "how the picture looks and where it goes"));
}

struct Dimensions {
  std::int32_t width = 0;
  std::int32_t height = 0;
};
constexpr auto fields_of(rpc::Of<Dimensions>) {
  return rpc::fields(rpc::field<&Dimensions::width>("width", "in pixels"),
                     rpc::field<&Dimensions::height>("height", "in pixels"));
}

struct RenderedFile {
  std::string path;
  std::int64_t size = 0;
  std::string format;
  Dimensions dimensions;
  std::string checksum;
  std::int64_t created_at = 0;
  std::int64_t expires_at = 0;
};
constexpr auto fields_of(rpc::Of<RenderedFile>) {
  using R = RenderedFile;
  return rpc::fields(rpc::field<&R::path>("path", "absolute"),
                     rpc::field<&R::size>("size", "in bytes"),
                     rpc::field<&R::format>("format", "of the picture"),
                     rpc::field<&R::dimensions>("dimensions", "of the picture"),
                     rpc::field<&R::checksum>("checksum", "sha256 of the file"),
                     rpc::field<&R::created_at>("created_at", "unix seconds"),
                     rpc::field<&R::expires_at>("expires_at", "unix seconds; it is deleted then"));
}

struct RenderSceneResult {
  bool success = true;
  std::optional<std::int32_t> width;
  std::optional<std::int32_t> height;
  std::optional<std::string> format;
  std::optional<std::string> output_path;
  std::optional<Base64> image;
  std::optional<RenderedFile> file;
};
constexpr auto fields_of(rpc::Of<RenderSceneResult>) {
  using R = RenderSceneResult;
  return rpc::fields(rpc::field<&R::success>("success", "always true"),
                     rpc::field<&R::width>("width", "in pixels"),
                     rpc::field<&R::height>("height", "in pixels"),
                     rpc::field<&R::format>("format", "of the picture"),
                     rpc::field<&R::output_path>("output_path", "as given"),
                     rpc::field<&R::image>("image", "the picture, base64"),
                     rpc::field<&R::file>("file", "the managed file, with return_mode file_path"));
}

namespace {

RenderOptions core_options(const RenderSceneParams& params) {
  const RenderSceneOptions given = params.options.value_or(RenderSceneOptions{});
  RenderOptions options;
  options.width = params.width;
  options.height = params.height;
  options.samples = given.samples;
  options.background = given.background_color.value_or(kDefaultBackground);
  options.has_gradient = given.gradient.value_or(!given.background_color.has_value());
  options.is_transparent = given.transparent;
  options.is_unlit = given.unlit;
  options.has_shadows = given.shadows;
  options.has_edges = given.edges;
  options.occlusion = given.occlusion;
  options.layers = given.layers;
  return options;
}

DVec3 middle_of(const IBox& box) { return to_double(box.min + box.max) * 0.5; }

Result<View> named_camera_view(const Image& image, const std::string& name, double aspect) {
  for (const Camera& camera : image.cameras()) {
    if (camera.name == name) return view_from_camera(camera, aspect);
  }
  return Error{ErrorCode::NotFound, str_cat("no camera has the name \"", name, "\"")};
}

Result<View> positioned_view(const RenderSceneParams& params, const IBox& bounds, double aspect) {
  const DVec3 target = params.camera_target.value_or(middle_of(bounds));
  Projection projection;
  projection.is_orthographic = params.ortho;
  projection.fov_deg = params.fov.value_or(kDefaultFovDeg);
  if (params.ortho)
    projection.half_width = std::max(1.0, length(*params.camera_position - target) / 2);
  return view_look_at(*params.camera_position, target, params.camera_up.value_or(DVec3{0, 0, 1}),
                      projection, aspect);
}

/// The first of preset, named camera and position that is given decides.
Result<View> choose_view(const Image& image, const RenderSceneParams& params, const IBox& bounds) {
  const double aspect = static_cast<double>(params.width) / params.height;
  const auto framed = [&](const View& view, bool is_fit_usual) {
    return params.fit.value_or(is_fit_usual) ? fit(view, bounds, aspect) : view;
  };
  if (params.camera_preset) {
    const auto preset = find_preset(*params.camera_preset);
    if (!preset) {
      return invalid_param(
          "camera_preset",
          str_cat("\"", *params.camera_preset,
                  "\" is none of front, back, left, right, top, bottom, isometric"));
    }
    return fit(preset_view(*preset), bounds, aspect);
  }
  if (params.camera) {
    GOXEL_ASSIGN(const View view, named_camera_view(image, *params.camera, aspect));
    return framed(view, false);
  }
  if (params.camera_position) {
    GOXEL_ASSIGN(const View view, positioned_view(params, bounds, aspect));
    return framed(view, false);
  }
  return framed(default_view(image, bounds, aspect), false);
}

/// Only PNG is written. A path that says otherwise is refused, so that no file pretends to be what
/// it is not.
Result<void> check_format(const RenderSceneParams& params) {
  const auto is_png = [](std::string_view name) {
    return name.size() == 3 && (name[0] | 32) == 'p' && (name[1] | 32) == 'n' &&
           (name[2] | 32) == 'g';
  };
  if (params.options && params.options->format) {
    if (is_png(*params.options->format)) return {};
    return invalid_param("options.format",
                         str_cat("\"", *params.options->format, "\" is not written; png is"));
  }
  if (!params.output_path) return {};
  const std::string& path = *params.output_path;
  const std::string_view file = file_name_of(path);
  const std::size_t dot = file.rfind('.');
  if (dot == std::string_view::npos || is_png(file.substr(dot + 1))) return {};
  return invalid_param(
      "output_path", str_cat("\"", file.substr(dot), "\" pictures are not written; .png ones are"));
}

Result<ReturnMode> choose_return_mode(const RenderSceneParams& params) {
  const auto usual = params.output_path ? ReturnMode::File : ReturnMode::Base64;
  const ReturnMode mode = params.options ? params.options->return_mode.value_or(usual) : usual;
  if (mode == ReturnMode::File && !params.output_path) {
    return invalid_param("output_path", "is needed with return_mode file");
  }
  return mode;
}

}  // namespace

struct RenderScene {
  using Params = RenderSceneParams;
  using Output = RenderSceneResult;
  using Answered = RenderSceneResult;
  struct Task {
    Image image;
    RenderSceneParams params;
    ReturnMode mode;
    std::string session;
    rpc::Services* services;
  };

  static Result<Task> prepare(Call& call, Params&& params) {
    for (const auto& [name, side] :
         {std::pair{"width", params.width}, std::pair{"height", params.height}}) {
      if (side < 1) return invalid_param(name, str_cat(side, " is below 1"));
    }
    GOXEL_TRY(check_format(params));
    GOXEL_ASSIGN(const ReturnMode mode, choose_return_mode(params));
    return Task{call.image(), std::move(params), mode, call.session().id().to_string(),
                &call.services()};
  }

  static Result<Output> run(const Task& task, Parallel& parallel, workers::JobState& state) {
    const RenderOptions options = core_options(task.params);
    const Limits& limits = task.services->limits;
    GOXEL_ASSIGN(const IBox bounds, visible_bounds(task.image, options));
    GOXEL_ASSIGN(const View view, choose_view(task.image, task.params, bounds));
    auto picture = render(task.image, view, options, limits, parallel, state);
    if (!picture)
      return state.is_stop_requested() ? workers::stop_error(state) : std::move(picture).error();
    return store(task, write_png(*picture));
  }

  /// Puts the picture where it was asked for.
  static Result<Output> store(const Task& task, Bytes png) {
    const RenderSceneParams& params = task.params;
    Output output;
    if (task.mode == ReturnMode::FilePath) {
      GOXEL_ASSIGN(
          const renders::RenderEntry entry,
          task.services->renders.add(png, {"png", params.width, params.height, task.session},
                                     std::time(nullptr)));
      output.file = RenderedFile{
          entry.path,     entry.size_bytes, entry.format,    {entry.width, entry.height},
          entry.checksum, entry.created_at, entry.expires_at};
      return output;
    }
    output.width = params.width;
    output.height = params.height;
    output.format = "png";
    if (task.mode == ReturnMode::File) {
      GOXEL_TRY(task.services->files.write(*params.output_path, png));
      output.output_path = params.output_path;
    } else {
      output.image = Base64{std::move(png)};
    }
    return output;
  }

  static void finish(Call&, Task&, Result<Output>&& rendered, const Answer<Answered>& answer) {
    answer(rendered);
  }
};

std::span<const rpc::Method> render_methods() {
  static constexpr auto kTable = std::to_array<rpc::Method>({
      rpc::long_method<RenderScene>("render_scene", Access::Read, "Draws the visible layers."),
  });
  return kTable;
}

}  // namespace goxel::methods
