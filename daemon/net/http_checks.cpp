#include "daemon/net/http_checks.hpp"

#include "core/base/ascii.hpp"
#include "core/base/str_cat.hpp"
#include "daemon/net/header_block.hpp"
#include "daemon/net/listener.hpp"

#include <algorithm>

namespace goxel::net {

namespace {

struct Scheme {
  std::string_view prefix;
  std::string_view port;
};
constexpr Scheme kSchemes[] = {{"http://", "80"}, {"https://", "443"}};

constexpr std::string_view kJsonTypes[] = {"application/json", "application/json-rpc",
                                           "application/jsonrequest"};

bool starts_ignoring_case(std::string_view text, std::string_view prefix) {
  return equal_ignoring_case(text.substr(0, prefix.size()), prefix);
}

/// Where the port begins with its colon, or the end when there is none. The colons of an IPv6
/// address are within brackets.
std::size_t port_offset(std::string_view authority) {
  const std::size_t colon = authority.rfind(':');
  const bool has_port =
      colon != std::string_view::npos && authority.find(']', colon) == std::string_view::npos;
  return has_port ? colon : authority.size();
}

bool is_port(std::string_view port) {
  return port.size() <= 5 && port.find_first_not_of("0123456789") == std::string_view::npos;
}

std::string with_port(std::string_view authority, std::string_view default_port) {
  const std::size_t at = port_offset(authority);
  std::string_view port = authority.substr(std::min(at + 1, authority.size()));
  if (port.empty()) port = default_port;
  return ascii_lower(str_cat(authority.substr(0, at), ':', port));
}

}  // namespace

std::optional<HttpTarget> split_target(std::string_view target) {
  HttpTarget split;
  for (const Scheme& scheme : kSchemes) {
    if (!starts_ignoring_case(target, scheme.prefix)) continue;
    target.remove_prefix(scheme.prefix.size());
    split.authority = target.substr(0, target.find_first_of("/?#"));
    if (split.authority.empty()) return std::nullopt;
    target.remove_prefix(split.authority.size());
    break;
  }
  split.path = target.substr(0, target.find_first_of("?#"));
  if (split.path.empty() && !split.authority.empty()) split.path = "/";
  if (!split.path.starts_with('/')) return std::nullopt;
  return split;
}

bool is_known_host(std::string_view host, const HttpAccess& access) {
  const std::size_t at = port_offset(host);
  if (!is_port(host.substr(std::min(at + 1, host.size())))) return false;
  const std::string_view name = host.substr(0, at);
  const bool is_listed =
      std::any_of(access.hosts.begin(), access.hosts.end(),
                  [name](const std::string& known) { return equal_ignoring_case(name, known); });
  return is_listed || Listener::is_loopback(str_cat(ascii_lower(name), ":0"));
}

bool is_listed_origin(std::string_view origin, const HttpAccess& access) {
  return std::any_of(access.origins.begin(), access.origins.end(),
                     [origin](const auto& known) { return equal_ignoring_case(origin, known); });
}

bool is_same_host(std::string_view origin, std::string_view host) {
  for (const Scheme& scheme : kSchemes) {
    if (!starts_ignoring_case(origin, scheme.prefix)) continue;
    const std::string_view authority = origin.substr(scheme.prefix.size());
    return !authority.empty() && with_port(authority, scheme.port) == with_port(host, scheme.port);
  }
  return false;
}

bool is_json_type(std::string_view content_type) {
  std::string_view type = content_type.substr(0, content_type.find(';'));
  type = type.substr(0, type.find_last_not_of(" \t") + 1);
  const bool is_json =
      std::any_of(std::begin(kJsonTypes), std::end(kJsonTypes),
                  [type](std::string_view known) { return equal_ignoring_case(type, known); });
  return is_json && check_content_type(content_type).is_ok();
}

}  // namespace goxel::net
