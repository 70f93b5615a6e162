#include "core/formats/layer_links.hpp"

#include "core/base/str_cat.hpp"

#include <unordered_map>

namespace goxel {

namespace {

using IndexOfId = std::unordered_map<std::int32_t, std::size_t>;

/// The layer that each id in the file means.
IndexOfId first_of_each_id(const std::vector<Layer>& layers) {
  IndexOfId index_of;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (layers[i].id != 0) index_of.emplace(layers[i].id, i);
  }
  return index_of;
}

/// Which layers lie on a circle of clones. Each layer has at most one base, so following bases from
/// a layer either ends or comes back to a layer of the same walk; from there on once around is the
/// circle.
std::vector<bool> find_circles(const std::vector<Layer>& layers, const IndexOfId& index_of) {
  std::vector<bool> is_circular(layers.size());
  std::vector<std::size_t> walk_of(layers.size());  // 0: not visited
  const auto base_of = [&](std::size_t i) { return index_of.at(layers[i].base_id); };
  for (std::size_t start = 0; start < layers.size(); ++start) {
    std::size_t at = start;
    while (walk_of[at] == 0 && layers[at].base_id != 0) {
      walk_of[at] = start + 1;
      at = base_of(at);
    }
    if (layers[at].base_id == 0 || walk_of[at] != start + 1) continue;
    for (; !is_circular[at]; at = base_of(at)) is_circular[at] = true;
  }
  return is_circular;
}

}  // namespace

void repair_layer_links(std::vector<Layer>& layers, Warnings& warnings) {
  const IndexOfId index_of = first_of_each_id(layers);
  for (Layer& layer : layers) {
    if (layer.base_id != 0 && !index_of.contains(layer.base_id)) {
      warnings.add(str_cat("layer \"", layer.name, "\": clones layer ", layer.base_id,
                           ", which does not exist; it is a normal layer now"));
      layer.base_id = 0;
    }
  }
  const std::vector<bool> is_circular = find_circles(layers, index_of);
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (!is_circular[i]) continue;
    warnings.add(str_cat("layer \"", layers[i].name,
                         "\": clones itself in a circle; it is a normal layer now"));
    layers[i].base_id = 0;
  }

  std::vector<std::int32_t> ids(layers.size());
  std::int32_t next = 1;
  for (std::size_t i = 0; i < layers.size(); ++i) {
    ids[i] = layers[i].id;
    if (ids[i] > 0 && index_of.at(ids[i]) == i) continue;
    while (index_of.contains(next)) ++next;
    ids[i] = next++;
    warnings.add(str_cat("layer \"", layers[i].name, "\": id ", layers[i].id, " is ",
                         layers[i].id > 0 ? "taken" : "not allowed", " and became ", ids[i]));
  }
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (layers[i].base_id != 0) layers[i].base_id = ids[index_of.at(layers[i].base_id)];
  }
  for (std::size_t i = 0; i < layers.size(); ++i) layers[i].id = ids[i];
}

}  // namespace goxel
