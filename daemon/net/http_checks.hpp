#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace goxel::net {

// What a request's head must say before its body is looked at. Pure; any thread.

/// Who may speak HTTP with the service, beside what comes from this machine. Plain data.
struct HttpAccess {
  std::vector<std::string> hosts;    ///< names that it is reached by, without a port
  std::vector<std::string> origins;  ///< of pages, "https://example.com"
};

/// Where a request is for.
struct HttpTarget {
  std::string_view authority;  ///< "host:port" of the absolute form; empty in the origin form
  std::string_view path;       ///< without the query
};
/// Splits a request's target (RFC 9112, 3.2); nothing when it has neither form.
std::optional<HttpTarget> split_target(std::string_view target);

/// Whether a Host header, "name" or "name:port", is a loopback address, "localhost" or one of
/// `access`. A page whose own name was made to resolve to this machine is thereby refused.
bool is_known_host(std::string_view host, const HttpAccess& access);

/// Whether `origin` is one of `access`: its pages may also read the answers.
bool is_listed_origin(std::string_view origin, const HttpAccess& access);

/// Whether an Origin header names the host that the request is for, port included: a page of the
/// service's own address. Where the port is left out it is the one of the origin's scheme.
bool is_same_host(std::string_view origin, std::string_view host);

/// Whether a Content-Type is JSON in UTF-8, by one of the names that JSON-RPC clients use. None of
/// them can be sent by a page of another origin without asking first.
bool is_json_type(std::string_view content_type);

}  // namespace goxel::net
