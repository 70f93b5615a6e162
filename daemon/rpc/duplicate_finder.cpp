#include "daemon/rpc/duplicate_finder.hpp"

#include <algorithm>
#include <functional>

namespace goxel::rpc {

namespace {

constexpr std::size_t kKeptKeys = 4096;

}  // namespace

void DuplicateFinder::check(JsonTape& tape, std::uint32_t object, std::size_t count) {
  keys_.clear();
  std::uint32_t key = object + 1;
  for (std::size_t i = 0; i < count; ++i, key = tape.next(key + 1)) {
    keys_.emplace_back(std::hash<std::string_view>{}(tape.text(key)), key);
  }
  std::sort(keys_.begin(), keys_.end(), [&tape](const Key& a, const Key& b) {
    if (a.first != b.first) return a.first < b.first;
    const int order = tape.text(a.second).compare(tape.text(b.second));
    return order != 0 ? order < 0 : a.second < b.second;
  });
  for (std::size_t i = 1; i < keys_.size(); ++i) {
    if (keys_[i].first != keys_[i - 1].first) continue;
    if (tape.text(keys_[i].second) == tape.text(keys_[i - 1].second)) {
      tape.add_duplicate_key(keys_[i].second);
    }
  }
  if (keys_.capacity() > kKeptKeys) keys_ = {};
}

}  // namespace goxel::rpc
