#include "daemon/access/peer_identity.hpp"

#include "core/base/ascii.hpp"

#include <sys/socket.h>
#include <unistd.h>

namespace goxel::access {

namespace {

/// The token of "Bearer TOKEN"; the scheme's case does not matter (RFC 9110, 11.1).
std::optional<std::string_view> token_of(std::string_view authorization) {
  const std::size_t space = authorization.find(' ');
  if (space == std::string_view::npos ||
      !equal_ignoring_case(authorization.substr(0, space), "Bearer"))
    return std::nullopt;
  authorization.remove_prefix(space);
  const std::size_t begin = authorization.find_first_not_of(' ');
  if (begin == std::string_view::npos) return std::nullopt;
  return authorization.substr(begin, authorization.find_last_not_of(' ') + 1 - begin);
}

}  // namespace

std::shared_ptr<rpc::Identity> identity_of_peer(const Policy& policy, const net::RawSocket& socket,
                                                bool is_loopback) {
  auto identity = std::make_shared<rpc::Identity>();
  identity->principal = net::peer_principal(socket);
  identity->address = net::peer_address(socket);
  identity->role = socket.family == AF_UNIX ? policy.role_of_user(net::peer_user(socket), geteuid())
                                            : policy.role_of_network(is_loopback);
  return identity;
}

Result<std::shared_ptr<const rpc::Identity>> identity_for_token(const Policy* policy,
                                                                const rpc::Identity& before,
                                                                std::string_view token) {
  if (policy == nullptr || !policy->has_tokens())
    return Error{ErrorCode::Unauthorized, "this service has no token file, and so takes no token"};
  const auto grant = policy->grant_of(token);
  if (!grant) return Error{ErrorCode::Unauthorized, "the token is not one of this service"};
  auto identity = std::make_shared<rpc::Identity>(before);
  identity->principal = grant->principal;
  identity->role = grant->role;
  return std::shared_ptr<const rpc::Identity>(std::move(identity));
}

Result<std::shared_ptr<const rpc::Identity>> identity_for_bearer(
    const Policy* policy, const rpc::Identity& before,
    std::optional<std::string_view> authorization) {
  if (!authorization) return before.shared_from_this();
  const auto token = token_of(*authorization);
  if (!token) {
    return Error{ErrorCode::Unauthorized,
                 "the header Authorization has to be the word Bearer and a token"};
  }
  return identity_for_token(policy, before, *token);
}

}  // namespace goxel::access
