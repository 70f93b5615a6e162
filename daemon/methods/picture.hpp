#pragma once

#include "core/base/bytes.hpp"
#include "core/base/limits.hpp"
#include "core/base/parallel.hpp"
#include "core/image/image.hpp"
#include "core/render/render.hpp"
#include "daemon/rpc/fields.hpp"
#include "workers/job_pool.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace goxel::methods {

enum class ReturnMode { File, FilePath, Base64 };
constexpr auto names_of(rpc::Of<ReturnMode>) {
  return rpc::names<ReturnMode>({{ReturnMode::File, "file"},
                                 {ReturnMode::FilePath, "file_path"},
                                 {ReturnMode::Base64, "base64"}});
}

enum class Renderer { Preview, Path };
constexpr auto names_of(rpc::Of<Renderer>) {
  return rpc::names<Renderer>({{Renderer::Preview, "preview"}, {Renderer::Path, "path"}});
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
  Renderer renderer = Renderer::Preview;
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
      rpc::field<&P::layers>("layers", "ids to draw; absent: the visible ones"),
      rpc::field<&P::renderer>("renderer", "preview; path answers not_built").optional());
}

/// Also an output of run.
struct RenderSceneParams {
  std::optional<std::string> output_path;
  std::int32_t width = 512;
  std::int32_t height = 512;
  std::optional<std::string> camera_preset;
  std::optional<std::string> camera;
  std::optional<DVec3> camera_position;
  std::optional<DVec3> camera_target;
  std::optional<DVec3> camera_up;
  std::optional<double> fov;
  bool ortho = false;
  std::optional<bool> fit;
  std::optional<RenderSceneOptions> options;
  std::optional<std::string> format;
};
constexpr auto fields_of(rpc::Of<RenderSceneParams>) {
  using P = RenderSceneParams;
  return rpc::fields(
      rpc::field<&P::output_path>("output_path", "of the picture; absent: the result has it")
          .alias("path"),
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
      rpc::field<&P::options>("options", "how the picture looks and where it goes"),
      rpc::field<&P::format>("format", "png, as options.format; absent: by the path's extension"));
}

/// What this build leaves out of the renderers.
inline constexpr std::string_view kPathTracer = "the path tracer (renderer \"path\")";

/// Whether a name, in any case, is a picture format's: of those, png alone is written.
bool is_picture_format(std::string_view name);

/// InvalidParams for a size below 1, and for what says that the picture is none of PNG: no file
/// pretends to be what it is not. NotBuilt for the path tracer.
Result<void> check_picture(const RenderSceneParams& params);

/// Where a picture goes that says nothing about it: to its path, else into the result.
/// InvalidParams for a file without a path.
Result<ReturnMode> choose_return_mode(const RenderSceneParams& params);

/// What a render of these parameters needs that this build leaves out; see rpc::Method::left_out.
std::string_view left_out_of_render(const std::optional<rpc::JsonView>& params);

/// InvalidParams and NotFound for a camera that there is not; LimitExceeded as
/// goxel::render(); workers::stop_error() when it was stopped. In the job pool.
Result<Picture> draw_picture(const Image& image, const RenderSceneParams& params,
                             const Limits& limits, Parallel& parallel, workers::JobState& state);
/// The same as PNG.
Result<Bytes> draw_png(const Image& image, const RenderSceneParams& params, const Limits& limits,
                       Parallel& parallel, workers::JobState& state);

}  // namespace goxel::methods
