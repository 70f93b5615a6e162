#pragma once

#include "daemon/access/policy.hpp"
#include "daemon/net/socket.hpp"
#include "daemon/rpc/identity.hpp"

#include <memory>
#include <optional>
#include <string_view>

namespace goxel::access {

/// Who a new connection is, before it shows a token; without what its acceptor adds. `is_loopback`:
/// whether a network listener can be reached from this machine alone.
std::shared_ptr<rpc::Identity> identity_of_peer(const Policy& policy, const net::RawSocket& socket,
                                                bool is_loopback);

/// Who a peer is after it has shown a token: its connection is as `before`. Unauthorized for an
/// unknown token, or where there are none; a null `policy` has none. Takes some microseconds.
Result<std::shared_ptr<const rpc::Identity>> identity_for_token(const Policy* policy,
                                                                const rpc::Identity& before,
                                                                std::string_view token);

/// The same for an HTTP request: `authorization` is the text of its header Authorization, which
/// has to be "Bearer TOKEN". Without the header a peer stays who it was before.
Result<std::shared_ptr<const rpc::Identity>> identity_for_bearer(
    const Policy* policy, const rpc::Identity& before,
    std::optional<std::string_view> authorization);

}  // namespace goxel::access
