#pragma once

#include "core/base/result.hpp"

#include <string_view>

namespace goxel::config {

/// Checks of texts for the option table. Each passes an empty text, which stands for "none".
/// InvalidParams says what is wrong.

/// A path that fits into a socket address.
Result<void> check_socket_path(std::string_view path);

/// HOST:PORT, where PORT is 0..65535 (0: any free one) and an IPv6 HOST is in brackets.
Result<void> check_endpoint(std::string_view endpoint);

/// A host as the Host header has it, without a port; an IPv6 address is in brackets.
Result<void> check_host_name(std::string_view host);

/// A web page's origin: http:// or https://, a host and perhaps a port, and nothing after it.
Result<void> check_origin(std::string_view origin);

}  // namespace goxel::config
