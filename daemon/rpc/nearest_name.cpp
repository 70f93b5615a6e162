#include "daemon/rpc/nearest_name.hpp"

#include <algorithm>
#include <array>

namespace goxel::rpc {

namespace {

/// Longer ones are not compared: the cost is the product of the lengths, and the unknown name is
/// the client's.
constexpr std::size_t kMaxSize = 64;

/// Levenshtein's distance, row by row. Both at most kMaxSize bytes.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::array<std::size_t, kMaxSize + 1> row{};
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

}  // namespace

NearestName::NearestName(std::string_view unknown)
    : unknown_(unknown), best_distance_((unknown.size() + 2) / 3 + 1) {}

void NearestName::offer(std::string_view name) {
  if (name.size() < 2 || name.size() > kMaxSize || unknown_.size() > kMaxSize) return;
  const std::size_t distance = edit_distance(unknown_, name);
  if (distance >= best_distance_) return;
  best_ = name;
  best_distance_ = distance;
}

}  // namespace goxel::rpc
