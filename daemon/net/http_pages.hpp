#pragma once

#include "daemon/net/http_reply.hpp"
#include "daemon/rpc/services.hpp"

#include <string_view>

namespace goxel::net {

/// Something to GET. A new one is a row in http_pages.cpp.
struct HttpPage {
  std::string_view path;
  bool is_open;  ///< without being known: for what only tells that the service is there
  HttpReply (*answer)(const rpc::Services& services);
};

/// The page of a path, or null.
const HttpPage* find_page(std::string_view path);

}  // namespace goxel::net
