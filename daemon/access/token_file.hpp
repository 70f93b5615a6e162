#pragma once

#include "core/base/result.hpp"
#include "daemon/access/role.hpp"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace goxel::access {

/// What a token gives to whoever shows it.
struct Grant {
  Role role = Role::None;
  std::string principal;  ///< whose sessions it may see: "token:NAME"
};

/// The tokens of a service, by their SHA-256: the tokens themselves are not kept. Immutable; any
/// thread.
class TokenSet {
 public:
  static constexpr std::size_t kMaxFileSize = 1 << 20;
  static constexpr std::size_t kMaxTokens = 1'024;
  static constexpr std::size_t kMaxTokenSize = 1'024;
  static constexpr std::size_t kMaxNameSize = 64;

  /// Reads lines `ROLE TOKEN [NAME]`, with blanks between, where ROLE is viewer, editor or admin.
  /// Empty lines and those that begin with # are left out. NAME tells the peers that show the token
  /// apart from others, and by default is made from its hash; tokens of one name share their
  /// sessions. `file` is for messages only. InvalidParams names the line and what is allowed, never
  /// the token; also when there is no token at all, or one twice.
  static Result<TokenSet> parse(std::string_view text, std::string_view file);

  /// Reads such a file. InvalidParams also when it is missing, no regular file, too large, or not
  /// the business of the service's user alone: others may not read it, nor the group write it, and
  /// it belongs to that user or to root.
  static Result<TokenSet> read(const std::string& path);

  /// Null for an unknown one. Takes the same time for any token of a given length.
  const Grant* find(std::string_view token) const;
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::string digest;  ///< 64 hexadecimal digits
    Grant grant;
  };

  Result<void> add_line(std::string_view line);

  std::vector<Entry> entries_;
};

}  // namespace goxel::access
