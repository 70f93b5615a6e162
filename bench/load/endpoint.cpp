#include "bench/load/endpoint.hpp"

#include "core/base/str_cat.hpp"

#include <charconv>

namespace goxel::bench {

namespace {

constexpr std::string_view kTcp = "tcp:";

}  // namespace

std::string Endpoint::text() const {
  if (!is_tcp()) return path;
  const bool is_ipv6 = host.find(':') != std::string::npos;
  return is_ipv6 ? str_cat(kTcp, '[', host, "]:", port) : str_cat(kTcp, host, ':', port);
}

Result<Endpoint> parse_tcp(std::string_view text) {
  const Error wrong{ErrorCode::InvalidParams,
                    str_cat("\"", text,
                            "\" is no TCP address: HOST:PORT is needed, the port 1 to "
                            "65535, an IPv6 address in brackets")};
  const std::size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return wrong;
  std::string_view host = text.substr(0, colon);
  const std::string_view port = text.substr(colon + 1);
  const bool has_brackets = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (has_brackets) host = host.substr(1, host.size() - 2);
  Endpoint endpoint;
  endpoint.host = host;
  const auto [end, failure] =
      std::from_chars(port.data(), port.data() + port.size(), endpoint.port);
  const bool is_port =
      failure == std::errc() && end == port.data() + port.size() && endpoint.port > 0;
  const std::string_view forbidden = has_brackets ? "[]" : "[]:";
  const bool is_host = !host.empty() && host.find_first_of(forbidden) == std::string_view::npos;
  if (!is_port || !is_host) return wrong;
  return endpoint;
}

Result<Endpoint> parse_endpoint(std::string_view text) {
  if (text.starts_with(kTcp)) return parse_tcp(text.substr(kTcp.size()));
  if (text.empty()) return Error{ErrorCode::InvalidParams, "the path of a socket is empty"};
  Endpoint endpoint;
  endpoint.path = text;
  return endpoint;
}

}  // namespace goxel::bench
