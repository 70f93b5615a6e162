#pragma once

#include "daemon/renders/render_store.hpp"
#include "daemon/rpc/fields.hpp"

#include <algorithm>
#include <cstdint>
#include <string>

namespace goxel::methods {

struct Dimensions {
  std::int32_t width = 0;
  std::int32_t height = 0;
};
constexpr auto fields_of(rpc::Of<Dimensions>) {
  return rpc::fields(rpc::field<&Dimensions::width>("width", "in pixels"),
                     rpc::field<&Dimensions::height>("height", "in pixels"));
}

/// A picture in the managed folder.
struct RenderedFile {
  std::string path;
  std::int64_t size = 0;
  std::string format;
  Dimensions dimensions;
  std::string checksum;
  std::int64_t created_at = 0;
  std::int64_t expires_at = 0;
  std::int64_t ttl_remaining = 0;
  std::string session_id;
};
constexpr auto fields_of(rpc::Of<RenderedFile>) {
  using R = RenderedFile;
  return rpc::fields(
      rpc::field<&R::path>("path", "absolute"), rpc::field<&R::size>("size", "in bytes"),
      rpc::field<&R::format>("format", "of the picture"),
      rpc::field<&R::dimensions>("dimensions", "of the picture"),
      rpc::field<&R::checksum>("checksum", "sha256: and the digits of the file's"),
      rpc::field<&R::created_at>("created_at", "unix seconds"),
      rpc::field<&R::expires_at>("expires_at", "unix seconds; it is deleted then"),
      rpc::field<&R::ttl_remaining>("ttl_remaining", "seconds until then, 0 when that is past"),
      rpc::field<&R::session_id>("session_id", "the session that was drawn"));
}

/// `now_s` in unix seconds.
inline RenderedFile rendered_file(const renders::RenderEntry& entry, std::int64_t now_s) {
  return {entry.path,       entry.size_bytes,
          entry.format,     {entry.width, entry.height},
          entry.checksum,   entry.created_at,
          entry.expires_at, std::max<std::int64_t>(0, entry.expires_at - now_s),
          entry.session_id};
}

}  // namespace goxel::methods
