#pragma once

#include "daemon/rpc/identity.hpp"
#include "daemon/rpc/services.hpp"
#include "workers/session.hpp"

#include <string_view>

namespace goxel::methods {

/// For what anybody may do to sessions of their own: the error where `session` is another's and the
/// caller's role is less than `needed`. `what` begins the message.
inline Result<void> check_owner(const rpc::Services& services, const rpc::Identity& caller,
                                const workers::Session& session, access::Role needed,
                                std::string_view what) {
  if (session.principal() == caller.principal || caller.role >= needed) return {};
  return access::refusal(services.policy, caller.role, needed, what);
}

/// The principal whose sessions a caller is shown: an admin's is empty, which stands for all.
inline std::string shown_principal(const rpc::Identity& caller) {
  return caller.role >= access::Role::Admin ? std::string() : caller.principal;
}
inline bool is_shown(const workers::Session& session, const std::string& principal) {
  return principal.empty() || session.principal() == principal;
}

}  // namespace goxel::methods
