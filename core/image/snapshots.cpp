#include "core/image/snapshots.hpp"

#include "core/base/str_cat.hpp"

namespace goxel {

namespace {

Error no_such_snapshot(std::string_view name) {
  return {ErrorCode::NotFound, str_cat("there is no snapshot named \"", name, '"')};
}

}  // namespace

Result<void> Snapshots::create(std::string_view name, const Image& image, const Limits& limits) {
  if (name.empty() || static_cast<std::int64_t>(name.size()) > limits.name_bytes) {
    return Error{ErrorCode::InvalidParams, str_cat("a snapshot name has 1 to ", limits.name_bytes,
                                                   " bytes, not ", name.size())};
  }
  const auto found = images_.find(name);
  if (found != images_.end()) {
    found->second = image;
    return {};
  }
  if (images_.size() >= kMaxCount) {
    return Error{ErrorCode::LimitExceeded,
                 str_cat("the project has ", kMaxCount, " snapshots, the limit")};
  }
  images_.emplace(std::string(name), image);
  return {};
}

Result<Image> Snapshots::find(std::string_view name) const {
  const auto found = images_.find(name);
  if (found == images_.end()) return no_such_snapshot(name);
  return found->second;
}

Result<void> Snapshots::remove(std::string_view name) {
  const auto found = images_.find(name);
  if (found == images_.end()) return no_such_snapshot(name);
  images_.erase(found);
  return {};
}

std::vector<std::string> Snapshots::names() const {
  std::vector<std::string> names;
  for (const auto& entry : images_) names.push_back(entry.first);
  return names;
}

}  // namespace goxel
