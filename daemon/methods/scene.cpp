#include "core/image/generated.hpp"
#include "daemon/methods/edit.hpp"
#include "daemon/methods/project_summary.hpp"
#include "daemon/methods/tables.hpp"
#include "daemon/rpc/edit_method.hpp"
#include "daemon/rpc/handler.hpp"

namespace goxel::methods {

using rpc::Access;
using rpc::Call;
using rpc::Editor;
using rpc::NoParams;

struct LightResult {
  bool success = true;
  double pitch = 0;
  double yaw = 0;
  double intensity = 0;
  double ambient = 0;
  double shadow = 0;
  bool fixed = false;
};
constexpr auto fields_of(rpc::Of<LightResult>) {
  using R = LightResult;
  return rpc::fields(rpc::field<&R::success>("success", "always true"),
                     rpc::field<&R::pitch>("pitch", "degrees from straight down"),
                     rpc::field<&R::yaw>("yaw", "degrees about z"),
                     rpc::field<&R::intensity>("intensity", "of the light"),
                     rpc::field<&R::ambient>("ambient", "light from everywhere"),
                     rpc::field<&R::shadow>("shadow", "strength of shadows, 0..1"),
                     rpc::field<&R::fixed>("fixed", "whether the light turns with the view"));
}

struct SetLightParams {
  std::optional<double> pitch;
  std::optional<double> yaw;
  std::optional<double> intensity;
  std::optional<double> ambient;
  std::optional<double> shadow;
  std::optional<bool> fixed;
};
constexpr auto fields_of(rpc::Of<SetLightParams>) {
  using P = SetLightParams;
  return rpc::fields(rpc::field<&P::pitch>("pitch", "degrees from straight down").range(-360, 360),
                     rpc::field<&P::yaw>("yaw", "degrees about z").range(-360, 360),
                     rpc::field<&P::intensity>("intensity", "of the light").range(0, 1'000),
                     rpc::field<&P::ambient>("ambient", "light from everywhere").range(0, 1'000),
                     rpc::field<&P::shadow>("shadow", "strength of shadows").range(0, 1),
                     rpc::field<&P::fixed>("fixed", "whether the light turns with the view"));
}

namespace {

double degrees(float angle_rad) {
  constexpr double kDegrees = 1.0 / radians(1);
  return decimal_of(static_cast<float>(static_cast<double>(angle_rad) * kDegrees));
}

LightResult describe(const Light& light) {
  LightResult result;
  result.pitch = degrees(light.pitch_rad);
  result.yaw = degrees(light.yaw_rad);
  result.intensity = decimal_of(light.intensity);
  result.ambient = decimal_of(light.ambient);
  result.shadow = decimal_of(light.shadow);
  result.fixed = light.is_fixed;
  return result;
}

}  // namespace

Result<LightResult> get_light(Call& call, const NoParams&) {
  return describe(call.image().light());
}

Result<LightResult> set_light(Editor& editor, const SetLightParams& params) {
  Light light = editor.image().light();
  if (params.pitch) light.pitch_rad = static_cast<float>(radians(*params.pitch));
  if (params.yaw) light.yaw_rad = static_cast<float>(radians(*params.yaw));
  if (params.intensity) light.intensity = static_cast<float>(*params.intensity);
  if (params.ambient) light.ambient = static_cast<float>(*params.ambient);
  if (params.shadow) light.shadow = static_cast<float>(*params.shadow);
  if (params.fixed) light.is_fixed = *params.fixed;
  return edit_image(editor, "set_light", [&](Image& image) -> Result<LightResult> {
    image.set_light(light);
    return describe(light);
  });
}

struct ImageBox {
  bool success = true;
  std::array<std::int64_t, 3> min{};
  std::array<std::int64_t, 3> max{};
  std::int64_t width = 0;
  std::int64_t height = 0;
  std::int64_t depth = 0;
};
constexpr auto fields_of(rpc::Of<ImageBox>) {
  using R = ImageBox;
  return rpc::fields(
      rpc::field<&R::success>("success", "always true"), rpc::field<&R::min>("min", "first voxel"),
      rpc::field<&R::max>("max", "last voxel, inside the box"),
      rpc::field<&R::width>("width", "along x"), rpc::field<&R::height>("height", "along y"),
      rpc::field<&R::depth>("depth", "along z"));
}

struct SetImageBoxParams {
  IVec3 min;
  IVec3 max;
};
constexpr auto fields_of(rpc::Of<SetImageBoxParams>) {
  using P = SetImageBoxParams;
  return rpc::fields(
      rpc::position_field<&P::min>("first voxel", "min", {"min_x", "min_y", "min_z"}),
      rpc::position_field<&P::max>("last voxel", "max", {"max_x", "max_y", "max_z"}));
}

namespace {

ImageBox describe(const IBox& box) {
  const LVec3 size = box.size();
  return {true,
          {box.min.x, box.min.y, box.min.z},
          {box.max.x - 1, box.max.y - 1, box.max.z - 1},
          size.x,
          size.y,
          size.z};
}

}  // namespace

Result<ImageBox> get_image_box(Call& call, const NoParams&) { return describe(call.image().box()); }

Result<ImageBox> set_image_box(Editor& editor, const SetImageBoxParams& params) {
  // Coordinates beyond this are not exact in the binary32 matrices of the .gox format.
  constexpr std::int32_t kFarthest = 1 << 23;
  for (int axis = 0; axis < 3; ++axis) {
    if (params.min[axis] < -kFarthest || params.max[axis] >= kFarthest) {
      return invalid_param("min", "the box must lie within -8388608..8388607");
    }
    if (params.max[axis] < params.min[axis]) return invalid_param("max", "it lies before min");
  }
  return edit_image(editor, "set_image_box", [&](Image& image) -> Result<ImageBox> {
    image.set_box(IBox::inclusive(params.min, params.max));
    for (const CowPtr<Layer>& layer : image.layers()) GOXEL_TRY(check_shape_size(image, *layer));
    return describe(image.box());
  });
}

struct Palette {
  bool success = true;
  std::int64_t count = 0;
  std::vector<Rgba> colors;
};
constexpr auto fields_of(rpc::Of<Palette>) {
  return rpc::fields(rpc::field<&Palette::success>("success", "always true"),
                     rpc::field<&Palette::count>("count", "number of colours"),
                     rpc::field<&Palette::colors>("colors", "in their order"));
}

struct SetPaletteParams {
  std::vector<Rgba> colors;
};
constexpr auto fields_of(rpc::Of<SetPaletteParams>) {
  return rpc::fields(rpc::field<&SetPaletteParams::colors>("colors", "in their order"));
}

namespace {

Palette describe(const std::vector<Rgba>& colors) {
  return {true, static_cast<std::int64_t>(colors.size()), colors};
}

}  // namespace

Result<Palette> get_palette(Call& call, const NoParams&) {
  return describe(call.session().project().palette);
}

Result<Palette> set_palette(Editor& editor, const SetPaletteParams& params) {
  constexpr std::size_t kMost = 65'536;
  if (params.colors.size() > kMost) {
    return invalid_param("colors", "a palette has at most 65536 colours");
  }
  editor.edit_project().palette = params.colors;
  return describe(params.colors);
}

struct ProjectInfo {
  std::string name;
  std::string path;
  std::string session;
  bool dirty = false;
  std::int64_t revision = 0;
  std::optional<IBox> box;
  std::int64_t layer_count = 0;
  std::int32_t active_layer = 0;
  std::int64_t voxel_count = 0;
  std::int64_t memory_bytes = 0;
  std::int64_t history_bytes = 0;
};
constexpr auto fields_of(rpc::Of<ProjectInfo>) {
  using R = ProjectInfo;
  return rpc::fields(
      rpc::field<&R::name>("name", "of the project"),
      rpc::field<&R::path>("path", "where it was loaded from or saved last; may be empty"),
      rpc::field<&R::session>("session", "the unique key of its session"),
      rpc::field<&R::dirty>("dirty", "whether there are changes that were not saved"),
      rpc::field<&R::revision>("revision", "grows with every change"),
      rpc::field<&R::box>("box", "of the image; absent when it is empty"),
      rpc::field<&R::layer_count>("layers", "number of layers"),
      rpc::field<&R::active_layer>("active_layer", "id of the active layer"),
      rpc::field<&R::voxel_count>("voxel_count", "summed over layers"),
      rpc::field<&R::memory_bytes>("memory_bytes", "of the image"),
      rpc::field<&R::history_bytes>("history_bytes", "of what undo keeps beside it"));
}

Result<ProjectInfo> get_project_info(Call& call, const NoParams&) {
  const workers::Project& project = call.session().project();
  ProjectInfo info;
  info.name = project.name;
  info.path = project.path;
  info.session = call.session().id().to_string();
  info.dirty = project.is_dirty();
  info.revision = static_cast<std::int64_t>(project.revision);
  if (!project.image.box().is_empty()) info.box = project.image.box();
  info.layer_count = static_cast<std::int64_t>(project.image.layers().size());
  info.active_layer = project.image.active_layer_id();
  info.voxel_count = project.image.voxel_count();
  info.memory_bytes = static_cast<std::int64_t>(project.image.size_bytes());
  info.history_bytes = project.history.size_bytes();
  return info;
}

std::span<const rpc::Method> scene_methods() {
  static constexpr auto kTable = std::to_array<rpc::Method>({
      rpc::method<&get_project_info>("get_project_info", Access::Read,
                                     "Tells what is open and how large it is."),
      rpc::method<&get_light>("get_light", Access::Read, "Tells where the light comes from."),
      rpc::edit_method<&set_light>("set_light", "Changes the light."),
      rpc::method<&get_image_box>("get_image_box", Access::Read, "Tells the project's box."),
      rpc::edit_method<&set_image_box>("set_image_box", "Changes the project's box."),
      rpc::method<&get_palette>("get_palette", Access::Read, "Tells the session's colours."),
      rpc::edit_method<&set_palette>("set_palette",
                                     "Keeps a list of colours, for quantize_colors and clients."),
  });
  return kTable;
}

}  // namespace goxel::methods
