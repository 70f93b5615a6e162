#include "daemon/methods/picture.hpp"

#include "core/base/str_cat.hpp"
#include "core/formats/png.hpp"
#include "daemon/methods/params.hpp"
#include "daemon/methods/path_parts.hpp"

#include <algorithm>
#include <utility>

namespace goxel::methods {

namespace {

/// Light enough for dark models and dark enough for white ones, gradient included.
constexpr Rgba kDefaultBackground{160, 166, 176, 255};

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

Result<void> check_picture_format(const RenderSceneParams& params) {
  const bool is_in_options = params.options && params.options->format;
  const std::optional<std::string>& format = is_in_options ? params.options->format : params.format;
  if (format) {
    if (is_picture_format(*format)) return {};
    return invalid_param(is_in_options ? "options.format" : "format",
                         str_cat("\"", *format, "\" is not written; png is"));
  }
  const std::string_view extension = extension_of(params.output_path);
  if (extension.empty() || is_picture_format(extension.substr(1))) return {};
  return invalid_param("output_path",
                       str_cat("\"", extension, "\" pictures are not written; .png ones are"));
}

/// Look before the parameters are checked, and so take any JSON.
bool says_path_tracer(rpc::JsonView options) {
  if (!options.is_object()) return false;
  for (const rpc::JsonMember member : options.members()) {
    if (member.key == "renderer" && member.value.is_string() && member.value.text() == "path")
      return true;
  }
  return false;
}
bool is_path_traced(rpc::JsonView params) {
  if (!params.is_object()) return false;
  for (const rpc::JsonMember member : params.members()) {
    if (member.key == "options" && says_path_tracer(member.value)) return true;
  }
  return false;
}

}  // namespace

bool is_picture_format(std::string_view name) {
  return name.size() == 3 && (name[0] | 32) == 'p' && (name[1] | 32) == 'n' &&
         (name[2] | 32) == 'g';
}

Result<ReturnMode> choose_return_mode(const RenderSceneParams& params) {
  const auto usual = params.output_path ? ReturnMode::File : ReturnMode::Base64;
  const ReturnMode mode = params.options ? params.options->return_mode.value_or(usual) : usual;
  if (mode == ReturnMode::File && !params.output_path) {
    return invalid_param("output_path", "is needed with return_mode file");
  }
  return mode;
}

std::string_view left_out_of_render(const std::optional<rpc::JsonView>& params) {
  if (!params) return {};
  if (is_path_traced(*params)) return kPathTracer;
  if (!params->is_array()) return {};
  for (const rpc::JsonView value : params->elements()) {
    // All in the one object, or the options by position.
    if (is_path_traced(value) || says_path_tracer(value)) return kPathTracer;
  }
  return {};
}

Result<void> check_picture(const RenderSceneParams& params) {
  for (const auto& [name, side] :
       {std::pair{"width", params.width}, std::pair{"height", params.height}}) {
    if (side < 1) return invalid_param(name, str_cat(side, " is below 1"));
  }
  if (params.options && params.options->renderer == Renderer::Path)
    return Error{ErrorCode::NotBuilt, str_cat("this build leaves out ", kPathTracer)};
  return check_picture_format(params);
}

Result<Picture> draw_picture(const Image& image, const RenderSceneParams& params,
                             const Limits& limits, Parallel& parallel, workers::JobState& state) {
  const RenderOptions options = core_options(params);
  GOXEL_ASSIGN(const IBox bounds, visible_bounds(image, options));
  GOXEL_ASSIGN(const View view, choose_view(image, params, bounds));
  auto picture = render(image, view, options, limits, parallel, state);
  if (!picture)
    return state.is_stop_requested() ? workers::stop_error(state) : std::move(picture).error();
  return picture;
}

Result<Bytes> draw_png(const Image& image, const RenderSceneParams& params, const Limits& limits,
                       Parallel& parallel, workers::JobState& state) {
  GOXEL_ASSIGN(const Picture picture, draw_picture(image, params, limits, parallel, state));
  return write_png(picture);
}

}  // namespace goxel::methods
