#pragma once

#include "core/base/assert.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace goxel::fuzz {

/// Checks that `events_of(bytes, piece)` is the same whether the bytes come at once or in pieces.
/// The first byte gives the size of the pieces, 1 to 16.
template <class EventsOf>
void check_cuts(const std::uint8_t* bytes, std::size_t size, EventsOf events_of) {
  if (size == 0) return;
  const std::string_view text(reinterpret_cast<const char*>(bytes) + 1, size - 1);
  const std::size_t piece = bytes[0] % 16U + 1U;
  GOXEL_CHECK(events_of(text, text.size() + 1) == events_of(text, piece));
}

}  // namespace goxel::fuzz
