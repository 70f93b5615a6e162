#pragma once

#include <cstdint>
#include <string_view>

namespace goxel::net {

/// What a connection turns out to speak.
enum class FirstBytes : std::uint8_t {
  NeedMore,       ///< could still become more than one of them
  Json,           ///< or anything else
  ContentLength,  ///< a header line of the LSP base protocol
  Http,           ///< an HTTP method
};

/// Judges the first bytes, leading white space left out. `is_complete`: no more will come.
FirstBytes judge_first_bytes(std::string_view bytes, bool is_complete);

}  // namespace goxel::net
