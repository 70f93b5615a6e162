#include "core/base/str_cat.hpp"
#include "core/edit/transform.hpp"
#include "daemon/methods/planned.hpp"
#include "daemon/methods/tables.hpp"
#include "daemon/methods/words.hpp"

#include <cmath>

namespace goxel::methods {

using rpc::Editor;
using rpc::LayerRef;

/// A factor for each axis, or one for all.
struct Factors {
  DVec3 each{1, 1, 1};
};

}  // namespace goxel::methods

namespace goxel::rpc {

template <>
struct Codec<methods::Factors> {
  static constexpr bool kTakesObject = true;
  static Result<void> decode(JsonView json, methods::Factors& out, DecodeContext& context) {
    if (json.is_number()) {
      double factor = 1;
      GOXEL_TRY(Codec<double>::decode(json, factor, context));
      out.each = {factor, factor, factor};
    } else {
      GOXEL_TRY(Codec<DVec3>::decode(json, out.each, context));
    }
    if (out.each.x > 0 && out.each.y > 0 && out.each.z > 0) return {};
    return context.fail("each factor must be above 0");
  }
  static void encode(JsonWriter& writer, const methods::Factors& value) {
    Codec<DVec3>::encode(writer, value.each);
  }
  static void schema(JsonWriter& writer) {
    writer.begin_object();
    writer.key("oneOf");
    writer.begin_array();
    writer.raw(R"({"type":"number","exclusiveMinimum":0})");
    Codec<DVec3>::schema(writer);
    writer.end_array();
    writer.end_object();
  }
};

}  // namespace goxel::rpc

namespace goxel::methods {

namespace {

/// The layers meant, the box to work in, and the cost by what the layers hold.
struct Target {
  std::vector<std::int32_t> layers;
  IBox box;
  double voxels = 0;
  double tiles = 0;
};

Result<Target> find_target(Editor& editor, const LayerRef& layer,
                           const std::optional<IVec3>& min = {},
                           const std::optional<IVec3>& max = {}) {
  Target target;
  GOXEL_ASSIGN(const std::optional<IBox> box, optional_box(min, max));
  GOXEL_ASSIGN(target.layers, require_normal_layers(editor.image(), layer));
  const Layer* first = target.layers.empty() ? &editor.image().active_layer()
                                             : editor.image().find_layer(target.layers[0]);
  target.box = box ? *box : working_box(editor, *first);
  for (const std::int32_t id : target.layers) {
    const Volume& volume = editor.image().find_layer(id)->volume;
    target.voxels += static_cast<double>(volume.voxel_count());
    target.tiles += static_cast<double>(volume.tile_count());
  }
  return target;
}

/// Voxels that a grid map moves one by one, and tiles whose every voxel is sampled.
constexpr double kMovedNs = 8;
constexpr double kResampledTileNs = 60'000;

}  // namespace

struct MirrorParams {
  WordOrNumber<Axis> axis;
  LayerRef layer;
  std::optional<IVec3> min;
  std::optional<IVec3> max;
};
constexpr auto fields_of(rpc::Of<MirrorParams>) {
  using P = MirrorParams;
  return rpc::fields(
      rpc::field<&P::axis>("axis", "x, y or z; across the middle of the box"),
      layers_field<&P::layer>(),
      rpc::field<&P::min>("min", "first voxel of the box; absent: selection, layer or image box"),
      rpc::field<&P::max>("max", "last voxel of it"));
}

Result<PlannedEdit<Edited>> mirror(Editor& editor, MirrorParams&& params) {
  GOXEL_ASSIGN(Target target, find_target(editor, params.layer, params.min, params.max));
  PlannedEdit<Edited> plan;
  plan.layers = std::move(target.layers);
  plan.cost_ns = 2 * kMovedNs * target.voxels;
  plan.apply = [box = target.box, axis = static_cast<int>(params.axis.value)](
                   Volume& volume, const edit::Scope& scope) {
    return edit::mirror(volume, box, axis, scope);
  };
  return plan;
}

struct RotateParams {
  WordOrNumber<Axis> axis = {Axis::Z};
  double angle = 90;
  LayerRef layer;
  std::optional<DVec3> center;
};
constexpr auto fields_of(rpc::Of<RotateParams>) {
  using P = RotateParams;
  return rpc::fields(
      rpc::field<&P::axis>("axis", "x, y or z"),
      rpc::field<&P::angle>("angle", "degrees, right-handed").alias("degrees").optional(),
      layers_field<&P::layer>(),
      rpc::field<&P::center>("center", "absent: the middle of the selection, layer or image box"));
}

Result<PlannedEdit<Edited>> rotate(Editor& editor, RotateParams&& params) {
  constexpr double kLargestAngle = 1e6;
  if (!(std::abs(params.angle) <= kLargestAngle)) {
    return invalid_param("angle", str_cat(params.angle, " is outside -1000000..1000000"));
  }
  GOXEL_ASSIGN(Target target, find_target(editor, params.layer));
  PlannedEdit<Edited> plan;
  plan.layers = std::move(target.layers);
  const int axis = static_cast<int>(params.axis.value);
  const double quarters = params.angle / 90;
  if (!params.center && quarters == std::floor(quarters)) {
    plan.cost_ns = kMovedNs * target.voxels;
    plan.apply = [box = target.box, axis, turns = static_cast<int>(quarters)](
                     Volume& volume, const edit::Scope& scope) {
      return edit::rotate_quarters(volume, box, axis, turns, scope);
    };
    return plan;
  }
  const DVec3 middle = (to_double(target.box.min) + to_double(target.box.max)) * 0.5;
  plan.cost_ns = kResampledTileNs * target.tiles;
  plan.apply = [center = params.center.value_or(middle), axis, angle = params.angle](
                   Volume& volume, const edit::Scope& scope) {
    return edit::rotate(volume, center, axis, angle, scope);
  };
  return plan;
}

struct TranslateParams {
  IVec3 offset;
  LayerRef layer;
};
constexpr auto fields_of(rpc::Of<TranslateParams>) {
  using P = TranslateParams;
  return rpc::fields(
      rpc::position_field<&P::offset>("voxels to move by", "offset", {"x", "y", "z"}),
      layers_field<&P::layer>());
}

Result<PlannedEdit<Edited>> translate(Editor& editor, TranslateParams&& params) {
  GOXEL_ASSIGN(Target target, find_target(editor, params.layer));
  PlannedEdit<Edited> plan;
  plan.layers = std::move(target.layers);
  plan.cost_ns = kMovedNs * target.voxels;
  plan.apply = [offset = to_long(params.offset)](Volume& volume, const edit::Scope& scope) {
    return edit::translate(volume, offset, scope);
  };
  return plan;
}

struct ScaleParams {
  Factors factor;
  LayerRef layer;
  std::optional<DVec3> center;
};
constexpr auto fields_of(rpc::Of<ScaleParams>) {
  using P = ScaleParams;
  return rpc::fields(
      rpc::field<&P::factor>("factor", "above 0: one number, or one for each axis")
          .alias("factors"),
      layers_field<&P::layer>(),
      rpc::field<&P::center>("center", "absent: the middle of the selection, layer or image box"));
}

Result<PlannedEdit<Edited>> scale(Editor& editor, ScaleParams&& params) {
  GOXEL_ASSIGN(Target target, find_target(editor, params.layer));
  PlannedEdit<Edited> plan;
  plan.layers = std::move(target.layers);
  const DVec3 middle = (to_double(target.box.min) + to_double(target.box.max)) * 0.5;
  const DVec3 factors = params.factor.each;
  plan.cost_ns = kResampledTileNs * target.tiles * std::abs(factors.x * factors.y * factors.z);
  plan.apply = [center = params.center.value_or(middle), factors](Volume& volume,
                                                                  const edit::Scope& scope) {
    return edit::scale(volume, center, factors, scope);
  };
  return plan;
}

struct CropParams {
  std::optional<IVec3> min;
  std::optional<IVec3> max;
  LayerRef layer;
};
constexpr auto fields_of(rpc::Of<CropParams>) {
  using P = CropParams;
  return rpc::fields(
      rpc::field<&P::min>("min", "first voxel that stays; absent: selection, layer or image box"),
      rpc::field<&P::max>("max", "last voxel that stays"), layers_field<&P::layer>());
}

Result<PlannedEdit<Edited>> crop(Editor& editor, CropParams&& params) {
  constexpr double kTileNs = 500;
  GOXEL_ASSIGN(Target target, find_target(editor, params.layer, params.min, params.max));
  // What is outside the selection is just what goes.
  const bool is_free = editor.project().selection.is_empty();
  PlannedEdit<Edited> plan;
  plan.layers = std::move(target.layers);
  plan.cost_ns = kTileNs * target.tiles;
  plan.apply = [box = target.box, is_free](Volume& volume, const edit::Scope& scope) {
    return edit::crop(volume, box,
                      {scope.limits, scope.progress, is_free ? scope.selection : nullptr});
  };
  return plan;
}

struct WrapParams {
  WordOrNumber<Axis> axis;
  std::int64_t shift = 1;
  LayerRef layer;
  std::optional<IVec3> min;
  std::optional<IVec3> max;
};
constexpr auto fields_of(rpc::Of<WrapParams>) {
  using P = WrapParams;
  return rpc::fields(
      rpc::field<&P::axis>("axis", "x, y or z"),
      rpc::field<&P::shift>("shift", "voxels; what leaves the box comes back at its other end")
          .optional(),
      layers_field<&P::layer>(),
      rpc::field<&P::min>("min", "first voxel of the box; absent: selection, layer or image box"),
      rpc::field<&P::max>("max", "last voxel of it"));
}

Result<PlannedEdit<Edited>> wrap(Editor& editor, WrapParams&& params) {
  GOXEL_ASSIGN(Target target, find_target(editor, params.layer, params.min, params.max));
  PlannedEdit<Edited> plan;
  plan.layers = std::move(target.layers);
  plan.cost_ns = 2 * kMovedNs * target.voxels;
  plan.apply = [box = target.box, axis = static_cast<int>(params.axis.value), shift = params.shift](
                   Volume& volume, const edit::Scope& scope) {
    return edit::wrap(volume, box, axis, shift, scope);
  };
  return plan;
}

std::span<const rpc::Method> transform_methods() {
  static constexpr auto kTable = std::to_array<rpc::Method>({
      planned_edit<&mirror>("mirror",
                            "Swaps voxels, or the selected ones, across the middle of a box."),
      planned_edit<&rotate>(
          "rotate",
          "Turns layers, or the selected voxels: quarter turns exactly, others by "
          "nearest sample."),
      planned_edit<&translate>("translate", "Moves layers, or the selected voxels."),
      planned_edit<&scale>(
          "scale", "Makes layers, or the selected voxels, larger or smaller by nearest sample."),
      planned_edit<&crop>("crop", "Erases what lies outside a box.").freeing(),
      planned_edit<&wrap>(
          "wrap", "Shifts the voxels inside a box, or the selected of them, around its ends."),
  });
  return kTable;
}

}  // namespace goxel::methods
