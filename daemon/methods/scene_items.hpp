#pragma once

#include "core/base/str_cat.hpp"
#include "core/image/image.hpp"
#include "daemon/methods/params.hpp"

#include <vector>

namespace goxel::methods {

/// Materials, and cameras, that one project may have.
inline constexpr std::size_t kMaxSceneItems = 1'024;

/// The index of the item that is meant: by index, or the first of that name. `kind` is the word for
/// it in errors.
template <class Item>
Result<std::int32_t> require_item(const std::vector<Item>& items, std::string_view kind,
                                  const NameOrIndex& meant) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    const bool is_meant =
        meant.index ? *meant.index == static_cast<std::int64_t>(i) : meant.name == items[i].name;
    if (is_meant) return static_cast<std::int32_t>(i);
  }
  if (meant.index) {
    return Error{ErrorCode::NotFound, str_cat("there is no ", kind, " ", *meant.index,
                                              "; the project has ", items.size())};
  }
  return Error{ErrorCode::NotFound, str_cat("no ", kind, " has the name \"", meant.name, "\"")};
}

inline Result<std::int32_t> require_material(const Image& image, const NameOrIndex& meant) {
  return require_item(image.materials(), "material", meant);
}
inline Result<std::int32_t> require_camera(const Image& image, const NameOrIndex& meant) {
  return require_item(image.cameras(), "camera", meant);
}

/// LimitExceeded when there are as many as there may be; `limit` is its name.
template <class Item>
Result<void> check_item_room(const std::vector<Item>& items, std::string_view limit) {
  if (items.size() < kMaxSceneItems) return {};
  return Error{ErrorCode::LimitExceeded,
               str_cat("the project has ", items.size(), " ", limit, ", as many as it may")}
      .with("limit", std::string(limit))
      .with("maximum", static_cast<std::int64_t>(kMaxSceneItems))
      .with("found", static_cast<std::int64_t>(items.size()));
}

/// The name given, or the next free "base.N".
template <class Item>
std::string item_name(const std::vector<Item>& items, const std::optional<std::string>& name,
                      std::string_view base) {
  if (name) return *name;
  std::vector<std::string_view> taken;
  for (const Item& item : items) taken.push_back(item.name);
  return unused_name(base, taken);
}

}  // namespace goxel::methods
