#pragma once

#include "core/base/result.hpp"
#include "core/image/image.hpp"
#include "daemon/rpc/codec_voxel.hpp"

#include <vector>

namespace goxel::methods {

/// The one layer that a reference means: the active one, or the one of an id or name. NotFound when
/// there is none; InvalidParams for "all visible layers", which is no single layer.
Result<const Layer*> require_layer(const Image& image, const rpc::LayerRef& layer);

/// The same, and refuses layers whose content is generated (clone, shape) or a picture: only normal
/// layers are edited.
Result<const Layer*> require_normal_layer(const Image& image, const rpc::LayerRef& layer);

/// The ids of the normal layers that an edit goes to: the one that is meant, or every one for the
/// name "all", unless a layer is called that.
Result<std::vector<std::int32_t>> require_normal_layers(const Image& image,
                                                        const rpc::LayerRef& layer);

/// A normal layer for writing.
Result<Layer*> require_editable_layer(Image& image, const rpc::LayerRef& layer);

/// The voxels that a read means: those that one layer shows, or all visible ones flattened.
Result<Volume> require_volume(const Image& image, const rpc::LayerRef& layer);

/// The reference as the older daemon's results show it: the id, or 0 for the active layer and for
/// names.
std::int32_t shown_layer_id(const rpc::LayerRef& layer);

}  // namespace goxel::methods
