#include "core/base/str_cat.hpp"
#include "core/edit/extrude.hpp"
#include "core/edit/fill.hpp"
#include "daemon/methods/planned.hpp"
#include "daemon/methods/tables.hpp"
#include "daemon/methods/words.hpp"

#include <cmath>

namespace goxel::methods {

using rpc::Editor;
using rpc::LayerRef;

/// Thickness of a hollow shape in voxels: a number, or true for 1; 0 or false is solid.
struct Wall {
  double thickness_vox = 0;
};

}  // namespace goxel::methods

namespace goxel::rpc {

template <>
struct Codec<methods::Wall> {
  static Result<void> decode(JsonView json, methods::Wall& out, DecodeContext& context) {
    if (json.is_number()) return Codec<double>::decode(json, out.thickness_vox, context);
    bool is_hollow = false;
    GOXEL_TRY(Codec<bool>::decode(json, is_hollow, context));
    out.thickness_vox = is_hollow ? 1 : 0;
    return {};
  }
  static void encode(JsonWriter& writer, const methods::Wall& value) {
    writer.value(value.thickness_vox);
  }
  static void schema(JsonWriter& writer) {
    writer.raw(R"({"oneOf":[{"type":"boolean"},{"type":"number","minimum":0}]})");
  }
};

}  // namespace goxel::rpc

namespace goxel::methods {

struct ProceduralShapeParams {
  std::string shape_type = "cube";
  IVec3 size{10, 10, 10};
  IVec3 center;
  Rgba color;
  LayerRef layer;
  WordOrNumber<BlendMode> mode = {BlendMode::Over};
  double smoothness = 0;
  Wall hollow;
  DVec3 rotation;
};
constexpr auto fields_of(rpc::Of<ProceduralShapeParams>) {
  using P = ProceduralShapeParams;
  return rpc::fields(
      rpc::field<&P::shape_type>("shape_type",
                                 "cube, sphere, ellipsoid, cylinder, cone, pyramid, "
                                 "torus, capsule or line")
          .alias("shape")
          .optional(),
      rpc::position_field<&P::size>("in voxels, each at least 1", "size",
                                    {"size_x", "size_y", "size_z"})
          .optional(),
      rpc::position_field<&P::center>("of an even size: the first voxel past the middle", "center",
                                      {"center_x", "center_y", "center_z"}),
      rpc::color_field<&P::color>("of the voxels; alpha 0 erases"), layer_field<&P::layer>(),
      rpc::field<&P::mode>("mode", "how the colour is blended onto what is there").optional(),
      rpc::field<&P::smoothness>("smoothness", "voxels over which the surface fades")
          .optional()
          .range(0, 1e6),
      rpc::field<&P::hollow>("hollow", "thickness of the wall in voxels; true is 1").optional(),
      rpc::field<&P::rotation>("rotation", "degrees about x, then y, then z").optional());
}

struct ProceduralShapeResult {
  bool success = true;
  std::string shape_type;
  std::int64_t voxels_created = 0;
  std::int64_t changed = 0;

  void set_changed(std::int64_t voxels) { voxels_created = changed = voxels; }
};
constexpr auto fields_of(rpc::Of<ProceduralShapeResult>) {
  using R = ProceduralShapeResult;
  return rpc::fields(rpc::field<&R::success>("success", "always true"),
                     rpc::field<&R::shape_type>("shape_type", "as given"),
                     rpc::field<&R::voxels_created>("voxels_created", "voxels that are others now"),
                     rpc::field<&R::changed>("changed", "the same number"));
}

namespace {

using Apply = std::function<Result<std::int64_t>(Volume&, const edit::Scope&)>;

/// Voxels at the surface are tested one by one, which in shapes up to some tiles are most of them.
constexpr double kShapeVoxelNs = 3;

/// A line is one voxel thin and goes from corner to corner.
Result<void> check_line(const ProceduralShapeParams& params) {
  constexpr std::string_view kNone = "a line has none; see draw_line for its radius";
  if (params.smoothness != 0) return invalid_param("smoothness", kNone);
  if (params.hollow.thickness_vox != 0) return invalid_param("hollow", kNone);
  if (params.rotation != DVec3{}) return invalid_param("rotation", kNone);
  return {};
}

Apply line_through(const IBox& box, const ProceduralShapeParams& params, std::optional<IBox> clip) {
  LineOptions options;
  options.clip = clip;
  options.from = to_voxel(box.min);
  options.to = to_voxel(box.max - LVec3{1, 1, 1});
  options.color = params.color;
  options.mode = drawing_mode(params.mode.value, params.color);
  return [options](Volume& volume, const edit::Scope& scope) {
    return edit::draw_line(volume, options, scope);
  };
}

Apply shape_in(const IBox& box, ShapeKind kind, const ProceduralShapeParams& params,
               std::optional<IBox> clip) {
  ShapeOptions options;
  options.clip = clip;
  options.kind = kind;
  options.placement = placement_of_box(box, rotation_xyz(params.rotation));
  options.color = params.color;
  options.mode = drawing_mode(params.mode.value, params.color);
  options.smoothness = params.smoothness;
  options.wall = params.hollow.thickness_vox;
  return [options](Volume& volume, const edit::Scope& scope) {
    return edit::draw_shape(volume, options, scope);
  };
}

Result<IBox> shape_box(const ProceduralShapeParams& params) {
  for (int axis = 0; axis < 3; ++axis) {
    if (params.size[axis] >= 1) continue;
    return invalid_param(str_cat("size[", axis, "]"),
                         str_cat(params.size[axis], " voxels; a shape has at least 1"));
  }
  const IBox box = box_around(params.center, to_long(params.size));
  if (IBox::everything().contains(box)) return box;
  return invalid_param("center", "the shape would leave the range of coordinates");
}

}  // namespace

Result<PlannedEdit<ProceduralShapeResult>> procedural_shape(Editor& editor,
                                                            ProceduralShapeParams&& params) {
  const bool is_line = params.shape_type == "line";
  const std::optional<ShapeKind> kind = find_shape_kind(params.shape_type);
  if (!kind && !is_line) {
    return invalid_param("shape_type", str_cat("\"", params.shape_type,
                                               "\" is not one of cube, sphere, ellipsoid, "
                                               "cylinder, cone, pyramid, torus, capsule, line"));
  }
  if (!std::isfinite(length(params.rotation))) {
    return invalid_param("rotation", "its angles must be finite");
  }
  if (is_line) GOXEL_TRY(check_line(params));
  GOXEL_ASSIGN(const IBox box, shape_box(params));
  PlannedEdit<ProceduralShapeResult> plan;
  GOXEL_ASSIGN(const Layer* layer, require_normal_layer(editor.image(), params.layer));
  plan.layers = {layer->id};
  plan.result.shape_type = params.shape_type;
  plan.cost_ns = is_line ? 0 : kShapeVoxelNs * static_cast<double>(voxel_volume(box));
  const std::optional<IBox> clip = drawing_clip(*layer);
  plan.apply = is_line ? line_through(box, params, clip) : shape_in(box, *kind, params, clip);
  return plan;
}

struct DrawLineParams {
  IVec3 from;
  IVec3 to;
  double radius = 0;
  Rgba color;
  LayerRef layer;
  WordOrNumber<BlendMode> mode = {BlendMode::Over};
};
constexpr auto fields_of(rpc::Of<DrawLineParams>) {
  using P = DrawLineParams;
  return rpc::fields(
      rpc::position_field<&P::from>("first voxel", "from", {"from_x", "from_y", "from_z"}),
      rpc::position_field<&P::to>("last voxel", "to", {"to_x", "to_y", "to_z"}),
      rpc::field<&P::radius>("radius", "in voxels; under 0.5 a line one voxel thin")
          .optional()
          .range(0, 1e6),
      rpc::color_field<&P::color>("of the voxels; alpha 0 erases"), layer_field<&P::layer>(),
      rpc::field<&P::mode>("mode", "how the colour is blended onto what is there").optional());
}

Result<PlannedEdit<Edited>> draw_line(Editor& editor, DrawLineParams&& params) {
  PlannedEdit<Edited> plan;
  GOXEL_ASSIGN(const Layer* layer, require_normal_layer(editor.image(), params.layer));
  plan.layers = {layer->id};
  LineOptions options{params.from,
                      params.to,
                      params.radius,
                      params.color,
                      drawing_mode(params.mode.value, params.color),
                      drawing_clip(*layer)};
  if (params.radius >= 0.5) {
    plan.cost_ns = kShapeVoxelNs * static_cast<double>(voxel_volume(line_bounds(options)));
  }
  plan.apply = [options](Volume& volume, const edit::Scope& scope) {
    return edit::draw_line(volume, options, scope);
  };
  return plan;
}

struct ExtrudeParams {
  IVec3 position;
  WordOrNumber<Face> face = {Face::PlusZ};
  std::int32_t distance = 1;
  std::int32_t tolerance = 255;
  LayerRef layer;
};
constexpr auto fields_of(rpc::Of<ExtrudeParams>) {
  using P = ExtrudeParams;
  return rpc::fields(
      rpc::position_field<&P::position>("a voxel of the face"),
      rpc::field<&P::face>("face", "0 or -y, 1 or +y, 2 or -z, 3 or +z, 4 or +x, 5 or -x"),
      rpc::field<&P::distance>("distance", "voxels outwards; below 0 removes that many layers"),
      rpc::field<&P::tolerance>("tolerance",
                                "largest channel difference between neighbours; 255 ignores colour")
          .optional()
          .range(0, 255),
      layer_field<&P::layer>());
}

Result<PlannedEdit<Edited>> extrude(Editor& editor, ExtrudeParams&& params) {
  constexpr double kVoxelNs = 50;
  PlannedEdit<Edited> plan;
  GOXEL_ASSIGN(const Layer* layer, require_normal_layer(editor.image(), params.layer));
  plan.layers = {layer->id};
  const edit::ExtrudeOptions options{params.position, static_cast<int>(params.face.value),
                                     params.distance, params.tolerance};
  // A face has at most as many voxels as its layer, and each is copied once for each step.
  const double depth = std::abs(static_cast<double>(params.distance));
  plan.cost_ns = kVoxelNs * depth * std::sqrt(static_cast<double>(layer->volume.voxel_count()));
  plan.apply = [options](Volume& volume, const edit::Scope& scope) -> Result<std::int64_t> {
    auto changed = edit::extrude(volume, options, scope);
    if (!changed) return about_param("position", std::move(changed).error());
    return changed;
  };
  return plan;
}

std::span<const rpc::Method> shape_methods() {
  static constexpr auto kTable = std::to_array<rpc::Method>({
      planned_edit<&procedural_shape>("procedural_shape", "Draws a solid."),
      planned_edit<&draw_line>("draw_line", "Draws a line between two voxels."),
      planned_edit<&extrude>("extrude", "Moves a face outwards or inwards."),
  });
  return kTable;
}

}  // namespace goxel::methods
