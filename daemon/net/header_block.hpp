#pragma once

#include "core/base/result.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace goxel::net {

/// Bytes of the LSP header block that `bytes` starts with, blank line included; nothing while it is
/// incomplete. Lines end in CR LF; LF alone is taken too.
std::optional<std::size_t> header_block_size(std::string_view bytes);

/// The Content-Length of a whole header block. Fails with ParseError when it is missing, malformed
/// or given twice with different values, when a line has no colon, and for a Content-Type with
/// another charset than UTF-8. Other headers are ignored.
Result<std::size_t> parse_header_block(std::string_view block);

/// Fails with ParseError when a Content-Type has another charset than UTF-8.
Result<void> check_content_type(std::string_view type);

/// Where the next header block may start: offset of "Content-Length:" in any case; nothing when it
/// is not there.
std::optional<std::size_t> find_content_length(std::string_view bytes);
inline constexpr std::size_t kContentLengthSize = 15;  ///< of "Content-Length:"

}  // namespace goxel::net
