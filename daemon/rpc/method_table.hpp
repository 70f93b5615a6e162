#pragma once

#include "daemon/rpc/method.hpp"

#include <deque>
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
  /// `domains`: their tables must outlive this. Names must not repeat.
  explicit MethodTable(std::vector<Domain> domains);

  /// Null when no method has that name. The rows are the table's own, numbered in order.
  const Method* find(std::string_view name) const;
  /// What `name` was probably meant to be, for an error message: with the prefix that it lacks, a
  /// name that begins like it, or the one that is the fewest edits away; empty when none is near.
  std::string nearest(std::string_view name) const;
  /// In the order of the domains.
  const std::vector<const Method*>& methods() const { return methods_; }
  const std::vector<Domain>& domains() const { return domains_; }

 private:
  /// Lets a string_view be looked up without making a string of it.
  struct NameHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view name) const {
      return std::hash<std::string_view>{}(name);
    }
  };

  void add_name(std::string name, const Method& method);

  std::vector<Domain> domains_;
  std::deque<Method> rows_;
  std::vector<const Method*> methods_;
  std::unordered_map<std::string, const Method*, NameHash, std::equal_to<>> by_name_;
};

/// The name that clients are shown: bare and exact methods as they are, the others with the prefix
/// "goxel.".
std::string shown_name(const Method& method);
/// Every other name that it answers to.
std::vector<std::string> other_names(const Method& method);

}  // namespace goxel::rpc
