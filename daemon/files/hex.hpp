#pragma once

#include "core/base/bytes.hpp"

#include <string>

namespace goxel::files {

/// Two lower-case hexadecimal digits a byte.
inline std::string to_hex(ByteView bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const std::uint8_t byte : bytes) {
    out += kDigits[byte >> 4];
    out += kDigits[byte & 15];
  }
  return out;
}

}  // namespace goxel::files
