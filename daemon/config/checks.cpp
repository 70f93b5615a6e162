#include "daemon/config/checks.hpp"

#include "core/base/str_cat.hpp"

#include <charconv>
#include <cstdint>
#include <sys/un.h>

namespace goxel::config {

Result<void> check_socket_path(std::string_view path) {
  // One byte of sun_path is the terminator.
  constexpr std::size_t kLongest = sizeof(sockaddr_un::sun_path) - 1;
  if (path.size() <= kLongest) return {};
  return Error{ErrorCode::InvalidParams, str_cat("a socket's path has at most ", kLongest,
                                                 " bytes, this one has ", path.size())};
}

Result<void> check_endpoint(std::string_view endpoint) {
  if (endpoint.empty()) return {};
  const std::size_t colon = endpoint.rfind(':');
  const std::string_view host = endpoint.substr(0, colon);
  const bool is_bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  const bool has_host = is_bracketed || host.find_first_of(":[]") == std::string_view::npos;
  if (colon == std::string_view::npos || host.empty() || !has_host) {
    return Error{ErrorCode::InvalidParams,
                 "an address is HOST:PORT, such as 127.0.0.1:7890 or [::1]:7890"};
  }
  const std::string_view port = endpoint.substr(colon + 1);
  std::uint16_t number = 0;
  const auto [end, problem] = std::from_chars(port.data(), port.data() + port.size(), number);
  if (problem != std::errc() || end != port.data() + port.size()) {
    return Error{ErrorCode::InvalidParams,
                 str_cat("port '", port, "' is not a number of 0..65535")};
  }
  return {};
}

Result<void> check_host_name(std::string_view host) {
  const bool is_bracketed = host.starts_with('[') && host.ends_with(']');
  if (is_bracketed || host.find_first_of(":/[]@ ") == std::string_view::npos) return {};
  return Error{ErrorCode::InvalidParams,
               "a host is a name or an address without a port, such as voxels.example.com or "
               "[2001:db8::1]"};
}

Result<void> check_origin(std::string_view origin) {
  if (origin.empty()) return {};
  for (const std::string_view scheme : {"https://", "http://"}) {
    if (!origin.starts_with(scheme)) continue;
    const std::string_view host = origin.substr(scheme.size());
    if (!host.empty() && host.find_first_of("/?#@* ") == std::string_view::npos) return {};
  }
  return Error{ErrorCode::InvalidParams,
               "an origin is a scheme, a host and perhaps a port, such as https://example.com"};
}

}  // namespace goxel::config
