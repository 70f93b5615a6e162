#pragma once

#include "core/base/bytes.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace goxel::rpc {

// Whole groups of base64, four characters for three bytes: 32 characters at a time where the
// processor shuffles so many bytes (x86-64 with AVX2), and else by tables. Both give the same.

inline constexpr std::string_view kBase64Alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// What decode_groups() may write after the bytes that it decodes.
inline constexpr std::size_t kBase64Slack = 8;

/// Decodes `text`, a multiple of four characters without padding, into `out`, with room for three
/// quarters of its size and kBase64Slack. False when a character is not of the alphabet; what is
/// written then means nothing.
bool decode_groups(std::string_view text, std::uint8_t* out);

/// Encodes `bytes`, a multiple of three, into `out`, with room for four thirds of its size.
void encode_groups(ByteView bytes, char* out);

}  // namespace goxel::rpc
