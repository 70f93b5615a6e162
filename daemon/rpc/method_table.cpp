#include "daemon/rpc/method_table.hpp"

#include "core/base/str_cat.hpp"
#include "daemon/rpc/nearest_name.hpp"

#include <algorithm>

namespace goxel::rpc {

namespace {

constexpr std::string_view kPrefix = "goxel.";

}  // namespace

MethodTable::MethodTable(std::span<const std::span<const Method>> domains) {
  for (const auto domain : domains) {
    for (const Method& method : domain) {
      methods_.push_back(&method);
      add_name(str_cat(kPrefix, method.name), method);
      if (method.is_bare) add_name(std::string(method.name), method);
      for (const std::string_view alias : method.aliases) {
        if (!alias.empty()) add_name(str_cat(kPrefix, alias), method);
      }
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
  std::vector<std::string_view> known;
  for (const auto& [own, method] : by_name_) known.push_back(own);
  std::sort(known.begin(),
            known.end());  // a hash table's order would make the answer depend on the build
  NearestName nearest(name);
  for (const std::string_view own : known) nearest.offer(own);
  return std::string(nearest.name());
}

std::string shown_name(const Method& method) {
  return method.is_bare ? std::string(method.name) : str_cat(kPrefix, method.name);
}

}  // namespace goxel::rpc
