#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace goxel::workers {

/// Names a session and the worker that made it: "s<worker>-<16 letters>", the letters 80 random
/// bits in base 32 (RFC 4648, lower case). Not guessable, so holding an id is what lets a client
/// attach.
struct SessionId {
  std::uint32_t worker = 0;
  std::array<std::uint8_t, 10> random{};

  /// A fresh id from the system's random source.
  static SessionId make(std::uint32_t worker);
  /// Nothing unless `text` is exactly what to_string() would give.
  static std::optional<SessionId> parse(std::string_view text);

  std::string to_string() const;
  /// The worker that owns it: the number in the id modulo the workers there are, so that ids
  /// survive a restart with another number of workers.
  std::uint32_t owner(std::uint32_t worker_count) const { return worker % worker_count; }

  friend bool operator==(const SessionId&, const SessionId&) = default;
  friend auto operator<=>(const SessionId&, const SessionId&) = default;
};

}  // namespace goxel::workers

template <>
struct std::hash<goxel::workers::SessionId> {
  std::size_t operator()(const goxel::workers::SessionId& id) const noexcept {
    // The random part is uniform already, so any eight of its bytes are a hash.
    std::size_t mixed = id.worker;
    for (std::size_t i = 0; i < 8; ++i) mixed = mixed << 8 ^ mixed >> 56 ^ id.random[i];
    return mixed;
  }
};
