#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace goxel::access {

/// What a peer may do. Each may do all that those before it may.
enum class Role : std::uint8_t {
  None,    ///< has shown no token where one is needed
  Viewer,  ///< reads, and opens sessions of its own to look at
  Editor,  ///< changes sessions and writes files
  Admin,   ///< other people's sessions, and the service itself
};

/// In the order of the enum; a token file uses all but the first.
inline constexpr auto kRoleWords =
    std::to_array<std::string_view>({"none", "viewer", "editor", "admin"});

constexpr std::string_view role_word(Role role) {
  return kRoleWords[static_cast<std::size_t>(role)];
}

/// The role that a word of a token file gives.
constexpr std::optional<Role> find_role(std::string_view word) {
  for (std::size_t i = 1; i < kRoleWords.size(); ++i)
    if (word == kRoleWords[i]) return static_cast<Role>(i);
  return std::nullopt;
}

}  // namespace goxel::access
