#pragma once

#include "daemon/net/http_pages.hpp"
#include "daemon/net/http_reader.hpp"
#include "daemon/net/http_reply.hpp"
#include "daemon/rpc/services.hpp"

#include <cstdint>
#include <string>

namespace goxel::net {

/// What a request's head leads to.
struct HttpVerdict {
  enum class Kind : std::uint8_t {
    Refusal,    ///< `reply` is to be sent
    Page,       ///< `page` answers
    Call,       ///< the body is a JSON-RPC message
    WebSocket,  ///< the connection becomes one
  };
  Kind kind = Kind::Refusal;
  HttpReply reply = {};
  const HttpPage* page = nullptr;
  /// Lines for every answer to it: they let the page of a listed origin read it.
  std::string cors = {};
};

/// Judges a request by its head: whether it comes from where it may, then where it goes. Who asks
/// is another matter.
HttpVerdict judge_head(const HttpReader& head, const rpc::Services& services);

/// A refusal in one line of text.
HttpReply http_refusal(int status, std::string_view why, std::string headers = {});

}  // namespace goxel::net
