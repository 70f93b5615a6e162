#include "daemon/access/policy.hpp"

#include "core/base/str_cat.hpp"

#include <algorithm>
#include <utility>

namespace goxel::access {

Result<std::unique_ptr<Policy>> Policy::open(const Options& options) {
  TokenSet tokens;
  if (!options.token_file.empty()) {
    GOXEL_ASSIGN(tokens, TokenSet::read(options.token_file));
  }
  return std::make_unique<Policy>(options, std::move(tokens));
}

Policy::Policy(const Options& options, TokenSet tokens)
    : options_(options), tokens_(std::make_shared<const TokenSet>(std::move(tokens))) {}

Result<void> Policy::reload() {
  if (!has_tokens()) return {};
  GOXEL_ASSIGN(TokenSet tokens, TokenSet::read(options_.token_file));
  auto shared = std::make_shared<const TokenSet>(std::move(tokens));
  const workers::MutexLock lock(mutex_);
  tokens_ = std::move(shared);
  return {};
}

Result<void> Policy::check_endpoint(std::string_view endpoint, bool is_loopback) const {
  if (has_tokens() || (options_.is_insecure && is_loopback)) return {};
  return Error{ErrorCode::InvalidParams,
               str_cat(endpoint,
                       " is not served: give --token-file with the tokens that let "
                       "clients in",
                       is_loopback ? ", or --insecure to let every local user in"
                                   : "; --insecure is for loopback addresses alone")};
}

Role Policy::role_of_user(std::optional<std::uint32_t> uid, std::uint32_t own_uid) const {
  return capped(uid && (*uid == own_uid || *uid == 0) ? Role::Admin : Role::Editor);
}

Role Policy::role_of_network(bool is_loopback) const {
  return options_.is_insecure && is_loopback ? capped(Role::Editor) : Role::None;
}

std::optional<Grant> Policy::grant_of(std::string_view token) const {
  std::shared_ptr<const TokenSet> tokens;
  {
    const workers::MutexLock lock(mutex_);
    tokens = tokens_;
  }
  const Grant* grant = tokens->find(token);
  if (grant == nullptr) return std::nullopt;
  return Grant{capped(grant->role), grant->principal};
}

Role Policy::capped(Role role) const {
  return options_.is_read_only ? std::min(role, Role::Viewer) : role;
}

Error refusal(const Policy* policy, Role role, Role needed, std::string_view what) {
  if (role == Role::None) {
    return Error{ErrorCode::Unauthorized,
                 str_cat(what,
                         " needs a token: send authenticate first, or over HTTP the header "
                         "Authorization: Bearer TOKEN")};
  }
  if (needed == Role::Admin) {
    return Error{ErrorCode::Unauthorized,
                 str_cat(what, " needs the role admin; this client's is ", role_word(role))}
        .with("role", std::string(role_word(role)));
  }
  const bool is_service = policy != nullptr && policy->is_read_only();
  return Error{ErrorCode::ReadOnly,
               str_cat(what, " needs the role editor; ",
                       is_service ? "this service is read-only" : "this client's is viewer")};
}

}  // namespace goxel::access
