#include "daemon/rpc/method_table.hpp"

#include "core/base/str_cat.hpp"
#include "daemon/rpc/nearest_name.hpp"

#include <algorithm>
#include <set>
#include <utility>

namespace goxel::rpc {

namespace {

constexpr std::string_view kPrefix = "goxel.";
/// Of the start of a method's name that is taken for the whole.
constexpr std::size_t kShortestStart = 3;

/// What tells one method from the other: the prefix would make all of them alike.
std::string_view without_prefix(std::string_view name) {
  if (name.starts_with(kPrefix)) name.remove_prefix(kPrefix.size());
  return name;
}

}  // namespace

MethodTable::MethodTable(std::vector<Domain> domains) : domains_(std::move(domains)) {
  for (const Domain& domain : domains_) {
    for (const Method& row : domain.methods) {
      Method& method = rows_.emplace_back(row);
      method.number = static_cast<std::uint32_t>(methods_.size());
      methods_.push_back(&method);
      add_name(shown_name(method), method);
      for (std::string& name : other_names(method)) add_name(std::move(name), method);
    }
  }
}

void MethodTable::add_name(std::string name, const Method& method) {
  GOXEL_CHECK(by_name_.emplace(std::move(name), &method).second);
}

const Method* MethodTable::find(std::string_view name) const {
  const auto found = by_name_.find(name);
  return found != by_name_.end() ? found->second : nullptr;
}

std::string MethodTable::nearest(std::string_view name) const {
  const std::string_view meant = without_prefix(name);
  std::set<std::string_view> known;  // sorted, or the answer would depend on the build
  for (const auto& [own, method] : by_name_) known.insert(without_prefix(own));
  // One that begins like this is likelier than a short one with other letters.
  const auto longer = known.lower_bound(meant);
  const bool is_start =
      longer != known.end() && meant.size() >= kShortestStart && longer->starts_with(meant);
  NearestName nearest(meant);
  for (const std::string_view own : known) nearest.offer(own);
  const std::string_view best = is_start ? *longer : nearest.name();
  if (best.empty() || find(best) != nullptr) return std::string(best);
  return str_cat(kPrefix, best);
}

std::string shown_name(const Method& method) {
  const bool has_prefix = !method.is_bare && !method.is_exact;
  return has_prefix ? str_cat(kPrefix, method.name) : std::string(method.name);
}

std::vector<std::string> other_names(const Method& method) {
  std::vector<std::string> names;
  if (method.is_bare) names.push_back(str_cat(kPrefix, method.name));
  for (const std::string_view alias : method.aliases) {
    if (!alias.empty()) names.push_back(str_cat(kPrefix, alias));
  }
  return names;
}

}  // namespace goxel::rpc
