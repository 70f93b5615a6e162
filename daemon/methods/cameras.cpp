#include "core/image/scene_operations.hpp"
#include "core/render/view.hpp"
#include "daemon/methods/edit.hpp"
#include "daemon/methods/layer_details.hpp"
#include "daemon/methods/scene_items.hpp"
#include "daemon/methods/tables.hpp"
#include "daemon/rpc/edit_method.hpp"
#include "daemon/rpc/handler.hpp"

namespace goxel::methods {

using rpc::Access;
using rpc::Call;
using rpc::Editor;
using rpc::NoParams;

struct ListedCamera {
  std::optional<bool> success;  ///< of a change
  std::int32_t index = 0;
  std::string name;
  bool active = false;
  DVec3 position;
  DVec3 target;
  DVec3 up;
  double distance = 0;
  bool orthographic = false;
  MatrixNumbers matrix{};
};
constexpr auto fields_of(rpc::Of<ListedCamera>) {
  using R = ListedCamera;
  return rpc::fields(
      rpc::field<&R::success>("success", "true, after a change"),
      rpc::field<&R::index>("index", "from 0"), rpc::field<&R::name>("name", "of the camera"),
      rpc::field<&R::active>("active", "whether pictures are taken from it unless told"),
      rpc::field<&R::position>("position", "where it is"),
      rpc::field<&R::target>("target", "the point it looks at"),
      rpc::field<&R::up>("up", "what is up in its picture"),
      rpc::field<&R::distance>("distance", "from position to target, in voxels"),
      rpc::field<&R::orthographic>("orthographic", "parallel rays"),
      rpc::field<&R::matrix>("matrix", "16 numbers, column by column: right, up, back, position"));
}

struct CameraList {
  std::int64_t count = 0;
  std::int32_t active = -1;
  std::vector<ListedCamera> cameras;
};
constexpr auto fields_of(rpc::Of<CameraList>) {
  return rpc::fields(rpc::field<&CameraList::count>("count", "number of cameras"),
                     rpc::field<&CameraList::active>("active", "index of the active one, or -1"),
                     rpc::field<&CameraList::cameras>("cameras", "in their order"));
}

/// Of create_camera and update_camera.
template <bool kIsUpdate>
struct CameraParams {
  NameOrIndex camera;  ///< of an update
  std::optional<std::string> name;
  std::optional<DVec3> position;
  std::optional<DVec3> target;
  std::optional<DVec3> up;
  std::optional<bool> orthographic;
  std::optional<MatrixNumbers> matrix;
  std::optional<double> distance;
  std::optional<bool> active;
};
template <bool kIsUpdate>
constexpr auto fields_of(rpc::Of<CameraParams<kIsUpdate>>) {
  using P = CameraParams<kIsUpdate>;
  const auto name = rpc::field<&P::name>("name", "of the camera; a new one's is numbered");
  const auto position = rpc::field<&P::position>("position", "where it is");
  const auto target = rpc::field<&P::target>("target", "the point it looks at");
  const auto up = rpc::field<&P::up>("up", "what is up in its picture; z unless told");
  const auto parallel = rpc::field<&P::orthographic>("orthographic", "parallel rays");
  const auto matrix =
      rpc::field<&P::matrix>("matrix", "instead of position, target and up: 16 numbers");
  const auto distance =
      rpc::field<&P::distance>("distance", "with matrix: from position to target").range(1e-3, 1e9);
  const auto active = rpc::field<&P::active>("active", "makes it the active one; a new one is");
  if constexpr (kIsUpdate) {
    return rpc::fields(rpc::field<&P::camera>("camera", "index or name"), name, position, target,
                       up, parallel, matrix, distance, active);
  } else {
    return rpc::fields(name, position, target, up, parallel, matrix, distance, active);
  }
}

namespace {

DVec3 target_of(const Camera& camera) {
  return camera.to_world.column(3) -
         camera.to_world.column(2) * static_cast<double>(camera.distance);
}

ListedCamera describe(const Image& image, std::int32_t index) {
  const Camera& camera = image.cameras()[static_cast<std::size_t>(index)];
  ListedCamera listed;
  listed.index = index;
  listed.name = camera.name;
  listed.active = index == image.active_camera();
  listed.position = camera.to_world.column(3);
  listed.target = target_of(camera);
  listed.up = camera.to_world.column(1);
  listed.distance = decimal_of(camera.distance);
  listed.orthographic = camera.is_orthographic;
  listed.matrix = numbers_of(camera.to_world);
  return listed;
}

/// Turns a camera to a point. Fails as view_look_at() does.
Result<void> look(Camera& camera, DVec3 position, DVec3 target, DVec3 up) {
  GOXEL_ASSIGN(const View view, view_look_at(position, target, up, Projection{}, 1));
  camera.to_world.set_column(0, view.right);
  camera.to_world.set_column(1, view.up);
  camera.to_world.set_column(2, -view.forward);
  camera.to_world.set_column(3, position);
  camera.distance = static_cast<float>(length(target - position));
  return {};
}

ListedCamera describe_change(const Image& image, std::int32_t index) {
  ListedCamera listed = describe(image, index);
  listed.success = true;
  return listed;
}

/// `camera` with what the parameters say.
template <bool kIsUpdate>
Result<Camera> changed(Camera camera, const CameraParams<kIsUpdate>& params, const Limits& limits) {
  const bool is_aimed = params.position || params.target || params.up;
  if (params.matrix && is_aimed) {
    return invalid_param("matrix", "given beside position, target or up");
  }
  if (params.distance && is_aimed) {
    return invalid_param("distance", "it follows from position and target");
  }
  if (params.name) {
    GOXEL_TRY(check_name("name", *params.name, limits));
    camera.name = *params.name;
  }
  if (params.orthographic) camera.is_orthographic = *params.orthographic;
  if (params.distance) camera.distance = static_cast<float>(*params.distance);
  if (params.matrix) {
    GOXEL_ASSIGN(camera.to_world, matrix_of("matrix", *params.matrix));
  }
  if (is_aimed) {
    GOXEL_TRY(look(camera, params.position.value_or(camera.to_world.column(3)),
                   params.target.value_or(target_of(camera)), params.up.value_or(DVec3{0, 0, 1})));
  }
  return camera;
}

/// A three-quarter view of the image box.
Result<Camera> first_look(const Image& image) {
  const DVec3 middle = (to_double(image.box().min) + to_double(image.box().max)) * 0.5;
  const double away = 2 * length(to_double(image.box().size()));
  Camera camera;
  GOXEL_TRY(
      look(camera, middle + normalized({-1, -1, 1}) * (away > 0 ? away : 1), middle, {0, 0, 1}));
  return camera;
}

}  // namespace

Result<CameraList> list_cameras(Call& call, const NoParams&) {
  CameraList list;
  list.active = call.image().active_camera();
  for (std::size_t i = 0; i < call.image().cameras().size(); ++i) {
    list.cameras.push_back(describe(call.image(), static_cast<std::int32_t>(i)));
  }
  list.count = static_cast<std::int64_t>(list.cameras.size());
  return list;
}

Result<ListedCamera> create_camera(Editor& editor, const CameraParams<false>& params) {
  GOXEL_TRY(check_item_room(editor.image().cameras(), "cameras"));
  GOXEL_ASSIGN(Camera blank, first_look(editor.image()));
  blank.name = item_name(editor.image().cameras(), params.name, "Camera");
  GOXEL_ASSIGN(Camera camera, changed(std::move(blank), params, editor.limits()));
  return edit_image(editor, "create_camera", [&](Image& image) -> Result<ListedCamera> {
    const auto index = static_cast<std::int32_t>(image.cameras().size());
    image.edit_cameras().push_back(std::move(camera));
    if (params.active.value_or(true)) image.set_active_camera(index);
    return describe_change(image, index);
  });
}

Result<ListedCamera> update_camera(Editor& editor, const CameraParams<true>& params) {
  GOXEL_ASSIGN(const std::int32_t index, require_camera(editor.image(), params.camera));
  const auto place = static_cast<std::size_t>(index);
  GOXEL_ASSIGN(Camera camera, changed(editor.image().cameras()[place], params, editor.limits()));
  return edit_image(editor, "update_camera", [&](Image& image) -> Result<ListedCamera> {
    image.edit_cameras()[place] = std::move(camera);
    if (params.active) {
      if (*params.active) image.set_active_camera(index);
      if (!*params.active && image.active_camera() == index) image.set_active_camera(-1);
    }
    return describe_change(image, index);
  });
}

struct CameraChoice {
  NameOrIndex camera;
};
constexpr auto fields_of(rpc::Of<CameraChoice>) {
  return rpc::fields(rpc::field<&CameraChoice::camera>("camera", "index or name"));
}

Result<Done> delete_camera(Editor& editor, const CameraChoice& params) {
  GOXEL_ASSIGN(const std::int32_t index, require_camera(editor.image(), params.camera));
  return edit_image(editor, "delete_camera", [index](Image& image) -> Result<Done> {
    remove_camera(image, index);
    return Done{};
  });
}

Result<ListedCamera> set_active_camera(Editor& editor, const CameraChoice& params) {
  GOXEL_ASSIGN(const std::int32_t index, require_camera(editor.image(), params.camera));
  return edit_image(editor, "set_active_camera", [index](Image& image) -> Result<ListedCamera> {
    image.set_active_camera(index);
    return describe_change(image, index);
  });
}

std::span<const rpc::Method> camera_methods() {
  static constexpr auto kTable = std::to_array<rpc::Method>({
      rpc::method<&list_cameras>("list_cameras", Access::Read, "Lists the cameras."),
      rpc::edit_method<&create_camera>("create_camera",
                                       "Adds a camera; a three-quarter view unless told."),
      rpc::edit_method<&update_camera>("update_camera", "Changes a camera.")
          .fails(ErrorCode::NotFound),
      rpc::edit_method<&delete_camera>("delete_camera", "Removes a camera.")
          .fails(ErrorCode::NotFound),
      rpc::edit_method<&set_active_camera>("set_active_camera",
                                           "Says where pictures are taken from unless told.")
          .fails(ErrorCode::NotFound),
  });
  return kTable;
}

}  // namespace goxel::methods
