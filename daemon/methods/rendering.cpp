#include "core/base/str_cat.hpp"
#include "daemon/methods/params.hpp"
#include "daemon/methods/picture.hpp"
#include "daemon/methods/rendered_file.hpp"
#include "daemon/methods/tables.hpp"
#include "daemon/rpc/long_method.hpp"

#include <ctime>

namespace goxel::methods {

using rpc::Access;
using rpc::Answer;
using rpc::Base64;
using rpc::Call;

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

struct RenderScene {
  using Params = RenderSceneParams;
  using Output = RenderSceneResult;
  using Answered = RenderSceneResult;
  struct Task {
    Image image;
    RenderSceneParams params;
    ReturnMode mode;
    std::string session;
    std::string principal;
    rpc::Services* services;
  };

  static bool is_for_reply(const Task& task) { return task.mode == ReturnMode::Base64; }

  static Result<Task> prepare(Call& call, Params&& params) {
    GOXEL_TRY(check_picture(params));
    GOXEL_ASSIGN(const ReturnMode mode, choose_return_mode(params));
    if (mode != ReturnMode::Base64)
      GOXEL_TRY(call.check_role(access::Role::Editor, "a picture in a file"));
    return Task{call.image(),
                std::move(params),
                mode,
                call.session().id().to_string(),
                std::string(call.principal()),
                &call.services()};
  }

  static Result<Output> run(const Task& task, Parallel& parallel, workers::JobState& state) {
    GOXEL_ASSIGN(Bytes png,
                 draw_png(task.image, task.params, task.services->limits, parallel, state));
    return store(task, std::move(png));
  }

  /// Puts the picture where it was asked for.
  static Result<Output> store(const Task& task, Bytes png) {
    const RenderSceneParams& params = task.params;
    Output output;
    if (task.mode == ReturnMode::FilePath) {
      const std::int64_t now = std::time(nullptr);
      GOXEL_ASSIGN(
          const renders::RenderEntry entry,
          task.services->renders.add(
              png, {"png", params.width, params.height, task.session, task.principal}, now));
      output.file = rendered_file(entry, now);
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
      rpc::long_method<RenderScene>("render_scene", Access::Read, "Draws the visible layers.")
          .leaving_out(&left_out_of_render)
          .fails(ErrorCode::NotFound)
          .fails(ErrorCode::ReadOnly),
  });
  return kTable;
}

}  // namespace goxel::methods
