#include "core/base/str_cat.hpp"
#include "core/formats/png.hpp"
#include "daemon/methods/params.hpp"
#include "daemon/methods/path_parts.hpp"
#include "daemon/methods/picture.hpp"
#include "daemon/methods/rendered_file.hpp"
#include "daemon/methods/tables.hpp"
#include "daemon/rpc/long_method.hpp"

#include <algorithm>
#include <cmath>
#include <ctime>

namespace goxel::methods {

using rpc::Access;
using rpc::Answer;
using rpc::Base64;
using rpc::Call;

/// Names of camera presets: one, a list, or "all".
struct ViewList {
  std::vector<Preset> presets;
};

constexpr std::array kAllPresets = {Preset::Front, Preset::Back,   Preset::Left,     Preset::Right,
                                    Preset::Top,   Preset::Bottom, Preset::Isometric};

}  // namespace goxel::methods

namespace goxel::rpc {

template <>
struct Codec<methods::ViewList> {
  static Result<void> decode_name(JsonView json, methods::ViewList& out, DecodeContext& context) {
    if (!json.is_string()) return context.wrong_type(json, "the name of a view");
    const auto preset = find_preset(json.text());
    if (!preset) {
      return context.fail(
          str_cat(describe(json), " is none of front, back, left, right, top, bottom, isometric"));
    }
    if (std::count(out.presets.begin(), out.presets.end(), *preset) > 0)
      return context.fail(str_cat(describe(json), " is there twice"));
    out.presets.push_back(*preset);
    return {};
  }
  static Result<void> decode(JsonView json, methods::ViewList& out, DecodeContext& context) {
    if (json.is_string() && json.text() == "all") {
      out.presets.assign(methods::kAllPresets.begin(), methods::kAllPresets.end());
      return {};
    }
    out.presets.clear();
    if (!json.is_array()) return decode_name(json, out, context);
    if (json.size() == 0) return context.fail("is empty; it needs a view");
    std::size_t index = 0;
    for (const JsonView element : json.elements()) {
      const PathScope scope(context, index++);
      GOXEL_TRY(decode_name(element, out, context));
    }
    return {};
  }
  static void encode(JsonWriter& writer, const methods::ViewList& value) {
    writer.begin_array();
    for (const Preset preset : value.presets) writer.value(preset_name(preset));
    writer.end_array();
  }
  static void schema(JsonWriter& writer) {
    writer.raw(
        R"({"oneOf":[{"type":"string"},{"type":"array","items":{"type":"string"},"minItems":1}]})");
  }
};

}  // namespace goxel::rpc

namespace goxel::methods {

struct RenderViewsParams {
  ViewList views{{kAllPresets.begin(), kAllPresets.end()}};
  std::int32_t width = 256;
  std::int32_t height = 256;
  std::optional<std::string> output_path;
  bool sheet = false;
  std::optional<std::int32_t> columns;
  std::optional<RenderSceneOptions> options;
};
constexpr auto fields_of(rpc::Of<RenderViewsParams>) {
  using P = RenderViewsParams;
  return rpc::fields(
      rpc::field<&P::views>("views", "camera presets, in order; or \"all\"").optional(),
      rpc::field<&P::width>("width", "of each view, in pixels").optional(),
      rpc::field<&P::height>("height", "of each view, in pixels").optional(),
      rpc::field<&P::output_path>("output_path",
                                  "of the sheet; of single views it gets -NAME before its "
                                  "extension; absent: the result has the pictures")
          .alias("path"),
      rpc::field<&P::sheet>("sheet", "one picture with all views side by side").optional(),
      rpc::field<&P::columns>("columns", "of the sheet; absent: about as many as rows")
          .range(1, static_cast<double>(kAllPresets.size())),
      rpc::field<&P::options>("options", "as of render_scene"));
}

struct RenderedView {
  std::string view;
  std::optional<std::int32_t> x;
  std::optional<std::int32_t> y;
  std::optional<std::string> output_path;
  std::optional<Base64> image;
  std::optional<RenderedFile> file;
};
constexpr auto fields_of(rpc::Of<RenderedView>) {
  using R = RenderedView;
  return rpc::fields(rpc::field<&R::view>("view", "name of the preset"),
                     rpc::field<&R::x>("x", "its left edge in the sheet, in pixels"),
                     rpc::field<&R::y>("y", "its top edge in the sheet"),
                     rpc::field<&R::output_path>("output_path", "its file"),
                     rpc::field<&R::image>("image", "the picture, base64"),
                     rpc::field<&R::file>("file", "the managed file, with return_mode file_path"));
}

struct RenderViewsResult {
  bool success = true;
  std::int64_t count = 0;
  Dimensions dimensions;
  std::string format = "png";
  std::vector<RenderedView> views;
  std::optional<std::string> output_path;
  std::optional<Base64> image;
  std::optional<RenderedFile> file;
};
constexpr auto fields_of(rpc::Of<RenderViewsResult>) {
  using R = RenderViewsResult;
  return rpc::fields(
      rpc::field<&R::success>("success", "always true"),
      rpc::field<&R::count>("count", "number of views"),
      rpc::field<&R::dimensions>("dimensions", "of the sheet, else of each view"),
      rpc::field<&R::format>("format", "of the pictures"),
      rpc::field<&R::views>("views", "one for each, in order"),
      rpc::field<&R::output_path>("output_path", "of the sheet"),
      rpc::field<&R::image>("image", "the sheet, base64"),
      rpc::field<&R::file>("file", "the sheet's managed file, with return_mode file_path"));
}

namespace {

/// "out/tree.png" becomes "out/tree-front.png".
std::string path_of_view(const std::string& path, std::string_view view) {
  const std::string_view extension = extension_of(path);
  const std::string_view stem = std::string_view(path).substr(0, path.size() - extension.size());
  return str_cat(stem, "-", view, extension);
}

void paste_picture(Picture& sheet, const Picture& view, std::int32_t x, std::int32_t y) {
  const auto at = [](const Picture& picture, std::int32_t column, std::int32_t row) {
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(picture.width) +
           static_cast<std::size_t>(column);
  };
  for (std::int32_t row = 0; row < view.height; ++row) {
    std::copy_n(view.pixels.data() + at(view, 0, row), view.width,
                sheet.pixels.data() + at(sheet, x, y + row));
  }
}

/// Where a picture goes: into one of these.
struct Delivered {
  std::optional<std::string>& output_path;
  std::optional<Base64>& image;
  std::optional<RenderedFile>& file;
};

}  // namespace

struct RenderViews {
  using Params = RenderViewsParams;
  using Output = RenderViewsResult;
  using Answered = RenderViewsResult;
  struct Task {
    Image image;
    RenderViewsParams params;
    ReturnMode mode;
    std::string session;
    std::string principal;
    rpc::Services* services;
  };

  static bool is_for_reply(const Task& task) { return task.mode == ReturnMode::Base64; }

  static Result<Task> prepare(Call& call, Params&& params) {
    GOXEL_TRY(check_picture(picture_of(params)));
    if (params.columns && !params.sheet) return invalid_param("columns", "only a sheet has some");
    GOXEL_ASSIGN(const ReturnMode mode, choose_return_mode(picture_of(params)));
    if (mode != ReturnMode::Base64)
      GOXEL_TRY(call.check_role(access::Role::Editor, "pictures in files"));
    if (params.sheet) GOXEL_TRY(check_sheet(params, call.limits()));
    return Task{call.image(),
                std::move(params),
                mode,
                call.session().id().to_string(),
                std::string(call.principal()),
                &call.services()};
  }

  static RenderSceneParams picture_of(const RenderViewsParams& params) {
    RenderSceneParams picture;
    picture.output_path = params.output_path;
    picture.width = params.width;
    picture.height = params.height;
    picture.options = params.options;
    return picture;
  }

  static Dimensions grid_of(const RenderViewsParams& params) {
    const auto count = static_cast<std::int32_t>(params.views.presets.size());
    const auto square = static_cast<std::int32_t>(std::ceil(std::sqrt(static_cast<double>(count))));
    const std::int32_t columns = std::min(params.columns.value_or(square), count);
    return {columns, (count + columns - 1) / columns};
  }

  /// Before anything is drawn: a sheet is a picture too.
  static Result<void> check_sheet(const RenderViewsParams& params, const Limits& limits) {
    const Dimensions grid = grid_of(params);
    const std::int64_t width = std::int64_t{grid.width} * params.width;
    const std::int64_t height = std::int64_t{grid.height} * params.height;
    const std::int64_t longer = std::max(width, height);
    const bool is_too_long = longer > limits.picture_side;
    if (!is_too_long && width * height <= limits.picture_pixels) return {};
    const std::int64_t found = is_too_long ? longer : width * height;
    const std::int64_t most = is_too_long ? limits.picture_side : limits.picture_pixels;
    return Error{ErrorCode::LimitExceeded,
                 str_cat("the sheet has ", found, " pixels", is_too_long ? " on a side" : "",
                         "; the limit is ", most)}
        .with("limit", is_too_long ? "picture_side" : "picture_pixels")
        .with("maximum", most)
        .with("found", found);
  }

  static Result<Output> run(const Task& task, Parallel& parallel, workers::JobState& state) {
    const RenderViewsParams& params = task.params;
    const Dimensions grid = grid_of(params);
    Output output;
    output.dimensions = {params.width, params.height};
    Picture sheet;
    if (params.sheet) {
      output.dimensions = {grid.width * params.width, grid.height * params.height};
      sheet.width = output.dimensions.width;
      sheet.height = output.dimensions.height;
      sheet.pixels.resize(static_cast<std::size_t>(sheet.width) *
                          static_cast<std::size_t>(sheet.height));
    }
    std::vector<Bytes> pictures;
    for (const Preset preset : params.views.presets) {
      RenderSceneParams picture = picture_of(params);
      picture.camera_preset = preset_name(preset);
      GOXEL_ASSIGN(const Picture drawn,
                   draw_picture(task.image, picture, task.services->limits, parallel, state));
      RenderedView view;
      view.view = preset_name(preset);
      if (params.sheet) {
        const auto index = static_cast<std::int32_t>(output.views.size());
        view.x = index % grid.width * params.width;
        view.y = index / grid.width * params.height;
        paste_picture(sheet, drawn, *view.x, *view.y);
      } else {
        pictures.push_back(write_png(drawn));
      }
      output.views.push_back(std::move(view));
    }
    output.count = static_cast<std::int64_t>(output.views.size());
    if (params.sheet) {
      GOXEL_TRY(deliver(task, write_png(sheet), output.dimensions, params.output_path,
                        {output.output_path, output.image, output.file}));
    }
    for (std::size_t i = 0; i < pictures.size(); ++i) {
      RenderedView& view = output.views[i];
      std::optional<std::string> path;
      if (params.output_path) path = path_of_view(*params.output_path, view.view);
      GOXEL_TRY(deliver(task, std::move(pictures[i]), output.dimensions, path,
                        {view.output_path, view.image, view.file}));
    }
    return output;
  }

  static Result<void> deliver(const Task& task, Bytes png, const Dimensions& size,
                              const std::optional<std::string>& path, Delivered to) {
    if (task.mode == ReturnMode::FilePath) {
      const std::int64_t now = std::time(nullptr);
      GOXEL_ASSIGN(const renders::RenderEntry entry,
                   task.services->renders.add(
                       png, {"png", size.width, size.height, task.session, task.principal}, now));
      to.file = rendered_file(entry, now);
    } else if (task.mode == ReturnMode::File) {
      GOXEL_TRY(task.services->files.write(*path, png));
      to.output_path = path;
    } else {
      to.image = Base64{std::move(png)};
    }
    return {};
  }

  static void finish(Call&, Task&, Result<Output>&& rendered, const Answer<Answered>& answer) {
    answer(rendered);
  }
};

std::span<const rpc::Method> render_view_methods() {
  static constexpr auto kTable = std::to_array<rpc::Method>({
      rpc::long_method<RenderViews>("render_views", Access::Read,
                                    "Draws several views of the model, one by one or as a sheet.")
          .leaving_out(&left_out_of_render)
          .fails(ErrorCode::NotFound)
          .fails(ErrorCode::ReadOnly),
  });
  return kTable;
}

}  // namespace goxel::methods
