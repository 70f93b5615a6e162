#include "daemon/net/http_gate.hpp"

#include "core/base/ascii.hpp"
#include "core/base/str_cat.hpp"
#include "daemon/net/http_checks.hpp"

#include <optional>
#include <utility>

namespace goxel::net {

namespace {

using Refusal = std::optional<HttpReply>;

/// A header that may be there once.
Refusal check_single(const HttpReader& head, std::string_view name) {
  if (head.header_count(name) <= 1) return std::nullopt;
  return http_refusal(400, str_cat("the header ", name, " is there twice"));
}

Refusal check_origin(const HttpReader& head, std::string_view host, const HttpAccess& access) {
  const auto origin = head.header("Origin");
  if (!origin || is_same_host(*origin, host) || is_listed_origin(*origin, access))
    return std::nullopt;
  return http_refusal(403, "this page may not call the service: its origin is no http-origin");
}

/// Where it comes from: no page whose name was made to resolve to this machine, and none of an
/// origin that nobody has listed.
Refusal check_source(const HttpReader& head, std::string_view authority, const HttpAccess& access) {
  for (const std::string_view name : {"Host", "Origin", "Goxel-Session", "Authorization"}) {
    if (auto refused = check_single(head, name)) return refused;
  }
  const auto host = head.header("Host");
  if (!host && head.is_http_1_1()) return http_refusal(400, "the header Host is missing");
  // The absolute form of a target is stronger than the header: RFC 9112, 3.2.2.
  const std::string_view named = authority.empty() ? host.value_or("localhost") : authority;
  if (!is_known_host(named, access)) {
    return http_refusal(403,
                        "the service is not known by this Host: it is neither loopback nor an "
                        "http-host");
  }
  return check_origin(head, named, access);
}

std::string cors_lines(const HttpReader& head, const HttpAccess& access) {
  const auto origin = head.header("Origin");
  if (!origin || !is_listed_origin(*origin, access)) return {};
  return str_cat("Access-Control-Allow-Origin: ", *origin, "\r\nVary: Origin\r\n");
}

/// A browser's question before a call from a listed origin.
HttpReply preflight_reply() {
  return {204, "", "",
          "Access-Control-Allow-Methods: GET, POST\r\n"
          "Access-Control-Allow-Headers: authorization, content-type, goxel-session\r\n"
          "Access-Control-Max-Age: 600\r\n"};
}

HttpReply wrong_method(std::string_view allowed) {
  return http_refusal(405, str_cat("this path takes ", allowed),
                      str_cat("Allow: ", allowed, "\r\n"));
}

Refusal check_call(const HttpReader& head) {
  if (head.method() != "POST") return wrong_method("POST");
  if (!equal_ignoring_case(head.header("Content-Encoding").value_or("identity"), "identity"))
    return http_refusal(415, "a body is taken without Content-Encoding");
  if (!is_json_type(head.header("Content-Type").value_or("")))
    return http_refusal(415, "the Content-Type has to be application/json, in UTF-8");
  if (!equal_ignoring_case(head.header("Expect").value_or("100-continue"), "100-continue"))
    return http_refusal(417, "the only expectation that is met is 100-continue");
  return std::nullopt;
}

Refusal check_websocket(const HttpReader& head) {
  if (head.method() != "GET") return wrong_method("GET");
  if (head.is_websocket_upgrade() && !head.has_body()) return std::nullopt;
  return http_refusal(426, "this path speaks WebSocket",
                      "Upgrade: websocket\r\nConnection: Upgrade\r\n");
}

void route(const HttpReader& head, std::string_view path, HttpVerdict& verdict) {
  Refusal refused;
  verdict.page = find_page(path);
  if (verdict.page != nullptr) {
    verdict.kind = HttpVerdict::Kind::Page;
    if (head.method() != "GET" && head.method() != "HEAD") refused = wrong_method("GET, HEAD");
  } else if (path == "/rpc" || path == "/") {
    verdict.kind = HttpVerdict::Kind::Call;
    refused = check_call(head);
  } else if (path == "/ws") {
    verdict.kind = HttpVerdict::Kind::WebSocket;
    refused = check_websocket(head);
  } else {
    refused = http_refusal(404, "there is nothing here; JSON-RPC is at /rpc and /ws");
  }
  if (!refused) return;
  verdict.kind = HttpVerdict::Kind::Refusal;
  verdict.reply = *std::move(refused);
}

}  // namespace

HttpReply http_refusal(int status, std::string_view why, std::string headers) {
  return text_reply(status, str_cat(why, "\n"), std::move(headers));
}

HttpVerdict judge_head(const HttpReader& head, const rpc::Services& services) {
  HttpVerdict verdict;
  const auto target = split_target(head.target());
  if (!target) {
    verdict.reply = http_refusal(400, "the target of a request begins with / or http://");
    return verdict;
  }
  const HttpAccess& access = services.http_access;
  if (auto refused = check_source(head, target->authority, access)) {
    verdict.reply = *std::move(refused);
    return verdict;
  }
  verdict.cors = cors_lines(head, access);
  if (!verdict.cors.empty() && head.method() == "OPTIONS") {
    verdict.reply = preflight_reply();
    return verdict;
  }
  route(head, target->path, verdict);
  const bool is_draining = services.is_draining.load(std::memory_order_relaxed);
  if (is_draining && verdict.kind != HttpVerdict::Kind::Page)
    verdict = {HttpVerdict::Kind::Refusal,
               http_refusal(503, "the service ends", "Retry-After: 1\r\n"), nullptr,
               std::move(verdict.cors)};
  return verdict;
}

}  // namespace goxel::net
