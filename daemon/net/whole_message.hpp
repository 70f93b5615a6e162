#pragma once

#include "core/base/limits.hpp"
#include "core/base/result.hpp"
#include "daemon/rpc/json_parser.hpp"

#include <cstddef>
#include <string_view>

namespace goxel::net {

/// Size of the largest message that is taken: Limits::message_bytes, as far as a tape can refer to
/// one.
std::size_t message_limit(const Limits& limits);

/// The ParseError for a message that is larger; `limit` is message_limit().
Error message_too_large(std::size_t limit);

/// Parses a message whose end is known from elsewhere: one JSON text, with white space around it.
/// `parser` is new or has been reset; its root() is the value. Returns the exact bytes of the text.
/// ParseError.
Result<std::string_view> parse_whole_message(rpc::JsonParser& parser, std::string_view bytes);

}  // namespace goxel::net
