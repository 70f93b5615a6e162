#pragma once

#include "core/edit/edit.hpp"
#include "core/volume/blend.hpp"
#include "daemon/methods/layer_choice.hpp"
#include "daemon/methods/params.hpp"
#include "daemon/rpc/edit_method.hpp"

#include <string_view>
#include <utility>

namespace goxel::methods {

/// The result of an edit that has nothing more to tell.
struct Edited {
  bool success = true;
  std::int64_t changed = 0;

  void set_changed(std::int64_t voxels) { changed = voxels; }
};
constexpr auto fields_of(rpc::Of<Edited>) {
  return rpc::fields(rpc::field<&Edited::success>("success", "always true"),
                     rpc::field<&Edited::changed>("changed", "voxels that are others now"));
}

/// The result of a change that has nothing to tell.
struct Done {
  bool success = true;
};
constexpr auto fields_of(rpc::Of<Done>) {
  return rpc::fields(rpc::field<&Done::success>("success", "always true"));
}

/// The one way in which methods change an image: edit(Image&) gives a Result, and a failure leaves
/// the image as it was; else the change is a step that undo takes back. See
/// rpc::Editor::edit_image().
template <class Edit>
auto edit_image(rpc::Editor& editor, std::string_view method, Edit&& edit) {
  return editor.edit_image(method, std::forward<Edit>(edit));
}

/// The same for one voxel, in O(1) without copying a tile: returns how many voxels are others now,
/// 0 or 1.
Result<std::int64_t> write_voxel(rpc::Editor& editor, std::string_view method,
                                 const rpc::LayerRef& layer, const Voxel& voxel);

/// The limits, progress and selection that the engine's edits are given.
edit::Scope edit_scope(rpc::Editor& editor);

/// The mode in which a colour is drawn: alpha 0 erases, where "over" would do nothing.
inline BlendMode drawing_mode(BlendMode mode, Rgba color) {
  return mode == BlendMode::Over && color.is_empty() ? BlendMode::Replace : mode;
}

/// What an edit of a whole region works on unless it is told: the bounds of the selection, else the
/// layer's own box, else the image's.
IBox working_box(rpc::Editor& editor, const Layer& layer);

/// What shapes and lines are cut to: the layer's own box, if it has one along the axes.
std::optional<IBox> drawing_clip(const Layer& layer);

}  // namespace goxel::methods
