#pragma once

#include "core/base/bytes.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace goxel::rpc {

/// Base64 of RFC 4648, section 4: the standard alphabet, padded, no line breaks.

/// Appends the text for `bytes`: 4 characters for each 3 bytes begun.
void append_base64(std::string& out, ByteView bytes);

/// Why a text is not base64, and where.
struct Base64Error {
  std::size_t offset;
  const char* problem;  ///< a static sentence part, such as "is not a base64 character"
};

/// Decodes strictly: other characters, missing or surplus padding and bits after the end are
/// refused. Appends to `out`, which is left as it was on failure. Returns true, or false with
/// `error` set.
bool decode_base64(std::string_view text, Bytes& out, Base64Error& error);

}  // namespace goxel::rpc
