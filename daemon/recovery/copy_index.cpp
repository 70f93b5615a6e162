#include "daemon/recovery/copy_index.hpp"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

namespace goxel::recovery {

namespace {

bool goes_first(const CopyInfo& a, const CopyInfo& b) {
  return std::tie(a.kind, a.written_at, a.id) < std::tie(b.kind, b.written_at, b.id);
}

}  // namespace

std::optional<CopyInfo> CopyIndex::find(const workers::SessionId& id) const {
  const auto found = copies_.find(id);
  return found != copies_.end() ? std::optional(found->second) : std::nullopt;
}

void CopyIndex::put(CopyInfo info) {
  (void)take(info.id);  // the older one, if any
  size_bytes_ += info.size_bytes;
  const workers::SessionId id = info.id;
  copies_.emplace(id, std::move(info));
}

std::optional<CopyInfo> CopyIndex::take(const workers::SessionId& id) {
  const auto found = copies_.find(id);
  if (found == copies_.end()) return std::nullopt;
  CopyInfo info = std::move(found->second);
  size_bytes_ -= info.size_bytes;
  copies_.erase(found);
  return info;
}

std::vector<DroppedCopy> CopyIndex::take_older(std::int64_t oldest) {
  std::vector<workers::SessionId> old;
  for (const auto& [id, info] : copies_) {
    if (info.written_at < oldest) old.push_back(id);
  }
  std::vector<DroppedCopy> dropped;
  for (const workers::SessionId& id : old) dropped.push_back({*take(id), "age"});
  return dropped;
}

std::vector<DroppedCopy> CopyIndex::take_surplus(const CopyBounds& bounds,
                                                 const workers::SessionId* kept) {
  std::vector<CopyInfo> ranked;
  std::map<std::string, std::int64_t> counts;
  for (const auto& entry : copies_) {
    if (kept == nullptr || entry.first != *kept) ranked.push_back(entry.second);
    ++counts[entry.second.principal];
  }
  std::sort(ranked.begin(), ranked.end(), goes_first);

  std::vector<DroppedCopy> dropped;
  const auto take_while = [&](std::string_view why, auto is_surplus) {
    for (const CopyInfo& info : ranked) {
      if (!copies_.contains(info.id) || !is_surplus(info)) continue;
      --counts[info.principal];
      dropped.push_back({*take(info.id), why});
    }
  };
  take_while("user", [&](const CopyInfo& info) {
    return !info.principal.empty() && counts[info.principal] > bounds.copies_per_user;
  });
  take_while("sessions", [&](const CopyInfo&) {
    return static_cast<std::int64_t>(copies_.size()) > bounds.copies;
  });
  take_while("bytes", [&](const CopyInfo&) { return size_bytes_ > bounds.bytes; });
  return dropped;
}

}  // namespace goxel::recovery
