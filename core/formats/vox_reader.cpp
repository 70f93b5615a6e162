#include "core/formats/vox_reader.hpp"

#include "core/base/str_cat.hpp"
#include "core/formats/vox_file.hpp"

#include <array>
#include <set>
#include <utility>

namespace goxel {

namespace {

/// A model and where it stands.
struct Placement {
  std::size_t model = 0;
  VoxTransform transform = {};
  std::string_view name = {};
  bool is_hidden = false;
};

Error graph_error(std::string text) {
  return {ErrorCode::FormatError, str_cat("vox file: ", text)};
}

/// Walks the scene graph from its root without recursion; each node may be met once.
class VoxGraph {
 public:
  VoxGraph(const VoxFile& file, Warnings& warnings) : file_(file), warnings_(warnings) {}

  Result<std::vector<Placement>> placements();

 private:
  struct Visit {
    std::int32_t node;
    Placement above;  ///< `model` is not known yet
  };

  Result<void> enter(const Visit& visit);
  Result<void> place(const VoxNode& shape, Placement placement);
  bool is_hidden(const VoxNode& transform) const;

  const VoxFile& file_;
  Warnings& warnings_;
  std::vector<Visit> to_do_;
  std::set<std::int32_t> met_;
  std::vector<Placement> placements_;
};

bool VoxGraph::is_hidden(const VoxNode& transform) const {
  const auto layer = file_.hidden_layers.find(transform.layer);
  return transform.is_hidden || (layer != file_.hidden_layers.end() && layer->second);
}

Result<void> VoxGraph::place(const VoxNode& shape, Placement placement) {
  if (shape.children.empty()) return {};
  if (std::cmp_greater_equal(static_cast<std::uint32_t>(shape.children[0]), file_.models.size())) {
    return graph_error(
        str_cat("a shape uses model ", shape.children[0], " of ", file_.models.size()));
  }
  placement.model = static_cast<std::size_t>(shape.children[0]);
  placements_.push_back(placement);
  return {};
}

Result<void> VoxGraph::enter(const Visit& visit) {
  const auto found = file_.nodes.find(visit.node);
  if (found == file_.nodes.end()) {
    return graph_error(str_cat("the scene graph needs node ", visit.node, ", which is not there"));
  }
  if (!met_.insert(visit.node).second) {
    return graph_error(str_cat("node ", visit.node, " is met twice; a scene graph must be a tree"));
  }
  const VoxNode& node = found->second;
  if (node.kind == VoxNodeKind::Shape) return place(node, visit.above);
  Placement above = visit.above;
  above.name = {};
  if (node.kind == VoxNodeKind::Transform) {
    above.transform = above.transform * node.transform;
    above.name = node.name;
    above.is_hidden = above.is_hidden || is_hidden(node);
  }
  // Last child first onto the stack, so that the first is taken off first.
  for (auto child = node.children.rbegin(); child != node.children.rend(); ++child) {
    to_do_.push_back({*child, above});
  }
  return {};
}

Result<std::vector<Placement>> VoxGraph::placements() {
  to_do_.push_back({0, {}});
  while (!to_do_.empty()) {
    const Visit visit = to_do_.back();
    to_do_.pop_back();
    GOXEL_TRY(enter(visit));
  }
  if (met_.size() < file_.nodes.size()) {
    warnings_.add(
        str_cat(file_.nodes.size() - met_.size(), " nodes outside the scene graph are ignored"));
  }
  return std::move(placements_);
}

/// One placement a model, centred, for files without a scene graph.
std::vector<Placement> place_each_model(const VoxFile& file) {
  std::vector<Placement> placements(file.models.size());
  for (std::size_t i = 0; i < placements.size(); ++i) placements[i].model = i;
  return placements;
}

/// Where each coordinate 0..255 along the model's axis `column` comes to on the axis of the world
/// that it turns to.
std::array<std::int64_t, 256> axis_positions(std::int32_t side, int sign,
                                             std::int64_t translation) {
  std::array<std::int64_t, 256> positions{};
  for (std::int64_t p = 0; p < 256; ++p) {
    // Twice p + 0.5 - floor(side / 2) is odd, so the shift is the floor of what formula and file
    // mean.
    const std::int64_t doubled = sign * (2 * p + 1 - 2 * (side / 2)) + 2 * translation;
    positions[static_cast<std::size_t>(p)] = doubled >> 1;
  }
  return positions;
}

Result<Volume> build_volume(const VoxFile& file, const Placement& placement) {
  const VoxModel& model = file.models[placement.model];
  const VoxRotation& rotation = placement.transform.rotation;
  std::array<std::array<std::int64_t, 256>, 3> positions;
  for (std::size_t row = 0; row < 3; ++row) {
    positions[row] = axis_positions(model.size[rotation.column[row]], rotation.sign[row],
                                    placement.transform.translation[static_cast<int>(row)]);
  }
  const std::array<std::size_t, 3> from = {static_cast<std::size_t>(rotation.column[0]),
                                           static_cast<std::size_t>(rotation.column[1]),
                                           static_cast<std::size_t>(rotation.column[2])};
  Volume volume;
  // The writer must end before the volume is handed on.
  {
    VolumeWriter writer(volume);
    const ByteView bytes = model.voxels;
    for (std::size_t i = 0; i < bytes.size(); i += 4) {
      const std::uint8_t color = bytes[i + 3];
      if (color == 0) continue;
      const LVec3 at{positions[0][bytes[i + from[0]]], positions[1][bytes[i + from[1]]],
                     positions[2][bytes[i + from[2]]]};
      if (!is_voxel_position(at)) {
        return graph_error(
            str_cat("model ", placement.model, " is placed outside the 32-bit coordinates"));
      }
      writer.set(to_voxel(at), file.palette[color]);
    }
  }
  return volume;
}

/// The most memory that the voxels of one model can take: no more tiles than voxels, nor than a
/// cube of 256 touches.
std::int64_t worst_volume_bytes(const VoxModel& model) {
  constexpr std::int64_t kTilesOfCube = 17 * 17 * 17;
  constexpr std::int64_t kNodesOfCube = 3 * 3 * 3;
  const auto count = static_cast<std::int64_t>(model.voxels.size() / 4);
  return std::min(count, kTilesOfCube) * MemoryBudget::kDenseTileBytes +
         std::min(count, kNodesOfCube) * MemoryBudget::kNodeBytes;
}

Result<void> check_counts(const VoxFile& file, const std::vector<Placement>& placements,
                          const Limits& limits) {
  if (std::cmp_greater(placements.size(), limits.layers)) {
    return Error{ErrorCode::LimitExceeded,
                 str_cat("vox file: ", placements.size(), " shapes, one layer each; the limit is ",
                         limits.layers)}
        .with("limit", "layers")
        .with("maximum", limits.layers);
  }
  std::int64_t count = 0;
  for (const Placement& placement : placements) {
    count += static_cast<std::int64_t>(file.models[placement.model].voxels.size() / 4);
    if (count <= limits.voxels_per_edit) continue;
    return Error{ErrorCode::LimitExceeded,
                 str_cat("vox file: its shapes have more than ", limits.voxels_per_edit,
                         " voxels together, the limit")}
        .with("limit", "voxels_per_edit")
        .with("maximum", limits.voxels_per_edit);
  }
  return {};
}

Result<std::vector<Layer>> build_layers(const VoxFile& file,
                                        const std::vector<Placement>& placements,
                                        const Limits& limits, MemoryBudget& budget) {
  GOXEL_TRY(check_counts(file, placements, limits));
  std::vector<Layer> layers;
  for (const Placement& placement : placements) {
    // Twice: the worst case must fit while the volume is built, and what it really took counts
    // afterwards.
    GOXEL_TRY(MemoryBudget(budget).charge(worst_volume_bytes(file.models[placement.model])));
    Layer layer;
    layer.id = static_cast<std::int32_t>(layers.size()) + 1;
    layer.name =
        clean_name(utf8_prefix(placement.name, static_cast<std::size_t>(limits.name_bytes)));
    layer.is_visible = !placement.is_hidden;
    GOXEL_ASSIGN(layer.volume, build_volume(file, placement));
    GOXEL_TRY(budget.charge(static_cast<std::int64_t>(layer.volume.size_bytes())));
    layers.push_back(std::move(layer));
  }
  name_unnamed_layers(layers);
  return layers;
}

}  // namespace

Result<Loaded> read_vox(ByteView bytes, const Limits& limits) {
  Warnings warnings;
  MemoryBudget budget(limits);
  GOXEL_ASSIGN(const VoxFile file, parse_vox(bytes, budget, warnings));
  std::vector<Placement> placements;
  if (file.nodes.empty()) {
    placements = place_each_model(file);
  } else {
    GOXEL_ASSIGN(placements, VoxGraph(file, warnings).placements());
  }
  GOXEL_ASSIGN(std::vector<Layer> layers, build_layers(file, placements, limits, budget));
  Loaded loaded;
  loaded.image.set_layers(std::move(layers));
  loaded.image.set_box(default_image_box(loaded.image));
  loaded.format = FormatId::Vox;
  loaded.warnings = warnings.take();
  return loaded;
}

}  // namespace goxel
