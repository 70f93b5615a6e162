#pragma once

#include "daemon/rpc/method.hpp"

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace goxel::rpc {

/// All methods by every name they answer to. Immutable; any thread.
class MethodTable {
 public:
  /// `domains`: the tables of the domains, which must outlive this. Names must not repeat.
  explicit MethodTable(std::span<const std::span<const Method>> domains);

  /// Null when no method has that name.
  const Method* find(std::string_view name) const;
  /// The name that is the fewest edits away, for an error message; empty when none is near.
  std::string nearest(std::string_view name) const;
  /// In the order of the domains.
  const std::vector<const Method*>& methods() const { return methods_; }

 private:
  /// Lets a string_view be looked up without making a string of it.
  struct NameHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view name) const {
      return std::hash<std::string_view>{}(name);
    }
  };

  void add_name(std::string name, const Method& method);

  std::vector<const Method*> methods_;
  std::unordered_map<std::string, const Method*, NameHash, std::equal_to<>> by_name_;
};

/// The name that clients are shown: bare methods as they are, the others with the prefix "goxel.".
std::string shown_name(const Method& method);

}  // namespace goxel::rpc
