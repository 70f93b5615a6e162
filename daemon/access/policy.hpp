#pragma once

#include "core/base/result.hpp"
#include "daemon/access/token_file.hpp"
#include "workers/mutex.hpp"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace goxel::access {

/// Who may do what in this service. Internally locked; any thread.
class Policy {
 public:
  struct Options {
    std::string token_file = {};  ///< empty: none
    bool is_insecure = false;     ///< loopback listeners need no token
    bool is_read_only = false;    ///< nobody is more than a viewer
  };

  /// Reads the token file, if there is one. InvalidParams as TokenSet::read().
  static Result<std::unique_ptr<Policy>> open(const Options& options);
  Policy(const Options& options, TokenSet tokens);

  /// Reads the token file again. On an error the old tokens stay in force. Connections that have
  /// shown a token keep what it gave them.
  Result<void> reload();

  bool is_read_only() const { return options_.is_read_only; }
  bool has_tokens() const { return !options_.token_file.empty(); }

  /// Whether an address of the network may be served: InvalidParams names the remedy.
  Result<void> check_endpoint(std::string_view endpoint, bool is_loopback) const;

  /// What a peer on a Unix socket may do: the service's own user `own_uid` and root are admins,
  /// others, and peers that the system does not name, editors.
  Role role_of_user(std::optional<std::uint32_t> uid, std::uint32_t own_uid) const;
  /// What a peer of a network listener may do before it has shown a token.
  Role role_of_network(bool is_loopback) const;
  /// What a token gives; nothing for an unknown one.
  std::optional<Grant> grant_of(std::string_view token) const;

 private:
  Role capped(Role role) const;

  const Options options_;
  std::shared_ptr<const TokenSet> tokens_ GOXEL_GUARDED_BY(mutex_);
  mutable workers::Mutex mutex_;
};

/// The error for a peer that lacks the role `needed` for `what`, a method for example: Unauthorized
/// when it has shown no token or has to be an admin, ReadOnly when it may only look.
Error refusal(const Policy* policy, Role role, Role needed, std::string_view what);

}  // namespace goxel::access
