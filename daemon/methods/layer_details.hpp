#pragma once

#include "daemon/methods/edit.hpp"
#include "daemon/methods/words.hpp"

#include <array>

namespace goxel::methods {

/// The result of a change of one layer.
struct LayerDone {
  bool success = true;
  std::int32_t id = 0;
  std::string name;
};
constexpr auto fields_of(rpc::Of<LayerDone>) {
  using R = LayerDone;
  return rpc::fields(rpc::field<&R::success>("success", "always true"),
                     rpc::field<&R::id>("id", "of the layer"),
                     rpc::field<&R::name>("name", "of the layer now"));
}

/// A 4x4 transform on the wire: 16 numbers, column by column.
using MatrixNumbers = std::array<double, 16>;
MatrixNumbers numbers_of(const Mat4& matrix);
/// InvalidParams for a number that binary32 cannot hold; the bottom row must be 0 0 0 1.
Result<Mat4> matrix_of(std::string_view path, const MatrixNumbers& numbers);

/// All about one layer.
struct LayerDetails {
  std::optional<bool> success;  ///< of a change
  std::int32_t id = 0;
  std::int64_t index = 0;
  std::string name;
  bool visible = true;
  bool active = false;
  BlendMode mode = BlendMode::Over;
  LayerKind kind = LayerKind::Normal;
  std::int64_t voxel_count = 0;
  std::optional<IBox> bounds;
  std::optional<std::int32_t> base;
  std::optional<LayerShape> shape;
  std::optional<Rgba> color;
  std::optional<std::int32_t> material;
  MatrixNumbers transform{};
  std::optional<IBox> box;
};
constexpr auto fields_of(rpc::Of<LayerDetails>) {
  using R = LayerDetails;
  return rpc::fields(
      rpc::field<&R::success>("success", "true, after a change"),
      rpc::field<&R::id>("id", "unique in the project, from 1"),
      rpc::field<&R::index>("index", "from the bottom, from 0"),
      rpc::field<&R::name>("name", "of the layer"),
      rpc::field<&R::visible>("visible", "whether it is drawn"),
      rpc::field<&R::active>("active", "whether edits that name no layer go to it"),
      rpc::field<&R::mode>("mode", "how it is put over what is below"),
      rpc::field<&R::kind>("kind", "normal, clone, shape or picture"),
      rpc::field<&R::voxel_count>("voxel_count", "voxels it shows"),
      rpc::field<&R::bounds>("bounds", "around them; absent when there are none"),
      rpc::field<&R::base>("base", "of a clone: the layer it shows"),
      rpc::field<&R::shape>("shape", "of a shape layer"),
      rpc::field<&R::color>("color", "of a shape layer"),
      rpc::field<&R::material>("material", "index of its material; absent when it has none"),
      rpc::field<&R::transform>("transform", "16 numbers, column by column"),
      rpc::field<&R::box>("box", "its own box; absent when it has none"));
}
LayerDetails describe_layer(const Image& image, const Layer& layer);

/// Changes the attributes of one layer, of any kind, by `edit(Layer&)`.
template <class Edit>
Result<LayerDone> edit_layer(rpc::Editor& editor, std::string_view method,
                             const rpc::LayerRef& layer, Edit&& edit) {
  GOXEL_ASSIGN(const Layer* found, require_layer(editor.image(), layer));
  return edit_image(editor, method, [&, id = found->id](Image& image) -> Result<LayerDone> {
    Layer& editable = image.edit_layer(id);
    edit(editable);
    return LayerDone{true, id, editable.name};
  });
}

}  // namespace goxel::methods
