#include "bench/load/soak/project_edits.hpp"

#include "core/base/str_cat.hpp"

#include <boost/json.hpp>

#include <algorithm>

namespace goxel::bench {

namespace {

// Voxels lie in [-kHalf, kHalf): small enough that edits meet one another.
constexpr int kHalf = 12;
constexpr int kLongestEdge = 6;
constexpr int kMostAtOnce = 40;
constexpr std::size_t kCheckedVoxels = 100;
constexpr int kCheckedEmpty = 5;

VoxelPosition any_position(Visitor& visitor) {
  return {visitor.below(2 * kHalf) - kHalf, visitor.below(2 * kHalf) - kHalf,
          visitor.below(2 * kHalf) - kHalf};
}

VoxelColor any_color(Visitor& visitor) {
  return {visitor.below(256), visitor.below(256), visitor.below(256), 255};
}

boost::json::array array_of(const VoxelPosition& position) {
  return {position[0], position[1], position[2]};
}

boost::json::array array_of(const VoxelColor& color) {
  return {color[0], color[1], color[2], color[3]};
}

Result<void> add_voxels(Visitor& visitor, RpcClient& client, KnownProject& project) {
  boost::json::array voxels;
  std::map<VoxelPosition, VoxelColor> added;
  for (int i = 1 + visitor.below(kMostAtOnce); i > 0; --i) {
    const VoxelPosition p = any_position(visitor);
    const VoxelColor c = any_color(visitor);
    voxels.push_back(boost::json::array{p[0], p[1], p[2], c[0], c[1], c[2]});
    added[p] = c;
  }
  GOXEL_TRY(visitor.call(client, "goxel.add_voxels", project.params({{"voxels", voxels}})));
  for (const auto& [position, color] : added) project.voxels[position] = color;
  return {};
}

/// Fills a small box or, with no colour, clears it.
Result<void> write_box(Visitor& visitor, RpcClient& client, KnownProject& project,
                       const VoxelColor* color) {
  const VoxelPosition min = any_position(visitor);
  VoxelPosition max = min;
  for (int& end : max) end += visitor.below(kLongestEdge);
  boost::json::object params = {{"min", array_of(min)}, {"max", array_of(max)}};
  if (color != nullptr) params["color"] = array_of(*color);
  const char* const method = color != nullptr ? "goxel.fill_box" : "goxel.clear_box";
  GOXEL_TRY(visitor.call(client, method, project.params(std::move(params))));
  for (int z = min[2]; z <= max[2]; ++z) {
    for (int y = min[1]; y <= max[1]; ++y) {
      for (int x = min[0]; x <= max[0]; ++x) {
        if (color != nullptr)
          project.voxels[{x, y, z}] = *color;
        else
          project.voxels.erase({x, y, z});
      }
    }
  }
  return {};
}

/// An edit that is undone and done again: nothing has changed then.
Result<void> undo_and_redo(Visitor& visitor, RpcClient& client, KnownProject& project) {
  GOXEL_TRY(add_voxels(visitor, client, project));
  GOXEL_TRY(visitor.call(client, "goxel.undo", project.params({})));
  GOXEL_TRY(visitor.call(client, "goxel.redo", project.params({})));
  return {};
}

/// A snapshot, an edit, and back to the snapshot.
Result<void> snapshot_and_restore(Visitor& visitor, RpcClient& client, KnownProject& project) {
  const auto before = project.voxels;
  GOXEL_TRY(visitor.call(client, "goxel.create_snapshot", project.params({{"name", "before"}})));
  GOXEL_TRY(add_voxels(visitor, client, project));
  GOXEL_TRY(visitor.call(client, "goxel.restore_snapshot", project.params({{"name", "before"}})));
  project.voxels = before;
  GOXEL_TRY(visitor.call(client, "goxel.delete_snapshot", project.params({{"name", "before"}})));
  return {};
}

Result<void> check_count(Visitor& visitor, RpcClient& client, const KnownProject& project) {
  GOXEL_ASSIGN(const boost::json::value info,
               visitor.call(client, "goxel.get_project_info", project.params({})));
  boost::system::error_code failure;
  const boost::json::value* const count = info.find_pointer("/voxel_count", failure);
  if (count != nullptr && count->is_number() &&
      count->to_number<std::size_t>(failure) == project.voxels.size() && !failure)
    return {};
  return Error{ErrorCode::InternalError,
               str_cat("wrong content of ", project.session, ": ", project.voxels.size(),
                       " voxels were written, there are ",
                       count == nullptr ? "?" : boost::json::serialize(*count))};
}

}  // namespace

Result<KnownProject> create_project(Visitor& visitor, RpcClient& client, bool is_named) {
  boost::json::object params = {{"name", str_cat("soak ", visitor.number())}};
  if (is_named) params["bind"] = false;
  GOXEL_ASSIGN(const boost::json::value created,
               visitor.call(client, "goxel.create_project", params));
  boost::system::error_code failure;
  const boost::json::value* const session = created.find_pointer("/session", failure);
  if (session == nullptr || !session->is_string())
    return Error{ErrorCode::InternalError, "create_project told no session"};
  KnownProject project;
  project.session = session->get_string().c_str();
  project.is_named = is_named;
  // One that was never edited would not be kept when its connection ends.
  GOXEL_TRY(add_voxels(visitor, client, project));
  return project;
}

Result<void> edit(Visitor& visitor, RpcClient& client, KnownProject& project) {
  switch (visitor.below(10)) {
    case 0:
      return undo_and_redo(visitor, client, project);
    case 1:
      return snapshot_and_restore(visitor, client, project);
    case 2:
    case 3:
      return write_box(visitor, client, project, nullptr);
    case 4:
    case 5:
    case 6: {
      const VoxelColor color = any_color(visitor);
      return write_box(visitor, client, project, &color);
    }
    default:
      return add_voxels(visitor, client, project);
  }
}

Result<void> edit(Visitor& visitor, RpcClient& client, KnownProject& project, int count) {
  for (int i = 0; i < count; ++i) GOXEL_TRY(edit(visitor, client, project));
  return {};
}

Result<void> check(Visitor& visitor, RpcClient& client, const KnownProject& project) {
  GOXEL_TRY(check_count(visitor, client, project));
  boost::json::array positions;
  boost::json::array expected;
  // Evenly over all that there are.
  const std::size_t step = std::max<std::size_t>(1, project.voxels.size() / kCheckedVoxels);
  std::size_t number = 0;
  for (const auto& [position, color] : project.voxels) {
    if (number++ % step != 0) continue;
    positions.push_back(array_of(position));
    expected.push_back(array_of(color));
  }
  for (int i = 0; i < kCheckedEmpty; ++i) {
    const VoxelPosition position = any_position(visitor);
    if (project.voxels.contains(position)) continue;
    positions.push_back(array_of(position));
    expected.push_back(array_of(VoxelColor{}));
  }
  GOXEL_ASSIGN(
      const boost::json::value found,
      visitor.call(client, "goxel.get_voxels", project.params({{"positions", positions}})));
  boost::system::error_code failure;
  const boost::json::value* const colors = found.find_pointer("/colors", failure);
  if (colors != nullptr && *colors == boost::json::value(expected)) return {};
  return Error{ErrorCode::InternalError,
               str_cat("wrong content of ", project.session,
                       ": the colours read are not those that were written")};
}

Result<void> discard(Visitor& visitor, RpcClient& client, const KnownProject& project) {
  GOXEL_TRY(visitor.call(client, "goxel.close_session",
                         {{"session", project.session}, {"discard", true}}));
  return {};
}

Result<void> attach(Visitor& visitor, RpcClient& client, const KnownProject& project) {
  GOXEL_TRY(visitor.call(client, "goxel.attach_session", {{"session", project.session}}));
  return {};
}

}  // namespace goxel::bench
