#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace goxel::net {

/// An answer of the HTTP side, beside its framing.
struct HttpReply {
  int status = 200;
  std::string_view content_type = {};  ///< empty: there is no body
  std::string body = {};
  std::string headers = {};  ///< further lines, each with its CR LF
};

/// A reply of plain text.
HttpReply text_reply(int status, std::string_view text, std::string headers = {});

/// How the connection goes on after a reply.
enum class HttpFollowUp : std::uint8_t {
  Close,
  KeepAlive,
  KeepAliveOld,  ///< to an HTTP/1.0 client, which has to be told
};

/// Everything of a reply that stands before its body. `unix_seconds`: the time now.
std::string http_head(const HttpReply& reply, HttpFollowUp follow_up, std::int64_t unix_seconds);

}  // namespace goxel::net
