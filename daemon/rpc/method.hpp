#pragma once

#include "daemon/rpc/fields.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

namespace goxel::rpc {

class Dispatcher;
struct Invocation;

/// What a method needs, and so where its request goes and whether it may have to wait.
enum class Access : std::uint8_t {
  Service,  ///< no session: runs on the worker that received it
  Open,  ///< makes, replaces or drops the connection's binding: runs there too, after what waits on
         ///< the bound session
  Peek,  ///< reads a session if there is one, and answers without one too
  Read,  ///< reads a session
  Write,  ///< changes a session
};

/// One method: a row of a domain's table. Immutable.
struct Method {
  std::string_view name;  ///< without the prefix "goxel."
  std::string_view summary;
  Access access;
  void (*invoke)(Dispatcher& dispatcher, Invocation& invocation);
  std::span<const FieldInfo> params;
  std::array<std::string_view, 2> aliases = {};
  bool is_bare = false;       ///< answers without the prefix too
  bool is_long = false;       ///< runs as a job
  bool frees_memory = false;  ///< runs even when the process has reached its memory limit
  bool takes_place = false;   ///< opens a project, and so needs a place in the project lock

  /// Another name for it; at most two.
  constexpr Method alias(std::string_view other) const {
    Method copy = *this;
    for (std::string_view& slot : copy.aliases) {
      if (!slot.empty()) continue;
      slot = other;
      return copy;
    }
    GOXEL_CHECK(false);  // a third alias; does not compile where the table is a constant
    return copy;
  }
  constexpr Method opens_project() const {
    Method copy = *this;
    copy.takes_place = true;
    return copy;
  }
  constexpr Method freeing() const {
    Method copy = *this;
    copy.frees_memory = true;
    return copy;
  }
  constexpr Method bare() const {
    Method copy = *this;
    copy.is_bare = true;
    return copy;
  }
};

}  // namespace goxel::rpc
