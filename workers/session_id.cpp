#include "workers/session_id.hpp"

#include "core/base/assert.hpp"
#include "core/base/str_cat.hpp"

#include <charconv>
#include <sys/random.h>
#include <unistd.h>

namespace goxel::workers {

namespace {

constexpr std::string_view kAlphabet = "abcdefghijklmnopqrstuvwxyz234567";
constexpr std::size_t kLetters = 16;
constexpr std::size_t kBitsALetter = 5;

}  // namespace

SessionId SessionId::make(std::uint32_t worker) {
  SessionId id;
  id.worker = worker;
  // Up to 256 bytes it neither fails nor gives less; before the system has booted it waits.
  GOXEL_CHECK(getentropy(id.random.data(), id.random.size()) == 0);
  return id;
}

std::string SessionId::to_string() const {
  std::string text = str_cat('s', worker, '-');
  std::uint32_t bits = 0;
  std::size_t held = 0;
  for (const std::uint8_t byte : random) {
    bits = bits << 8 | byte;
    held += 8;
    while (held >= kBitsALetter) {
      held -= kBitsALetter;
      text += kAlphabet[bits >> held & 31];
    }
  }
  return text;
}

std::optional<SessionId> SessionId::parse(std::string_view text) {
  if (text.size() < 3 + kLetters || text[0] != 's') return std::nullopt;
  const std::string_view letters = text.substr(text.size() - kLetters);
  SessionId id;
  const char* number_end = letters.data() - 1;
  const auto [end, error] = std::from_chars(text.data() + 1, number_end, id.worker);
  if (error != std::errc() || end != number_end || *number_end != '-') return std::nullopt;
  std::uint32_t bits = 0;
  std::size_t held = 0;
  std::size_t at = 0;
  for (const char letter : letters) {
    const std::size_t value = kAlphabet.find(letter);
    if (value == std::string_view::npos) return std::nullopt;
    bits = bits << kBitsALetter | static_cast<std::uint32_t>(value);
    held += kBitsALetter;
    if (held >= 8) {
      held -= 8;
      id.random[at++] = static_cast<std::uint8_t>(bits >> held);
    }
  }
  // A number with leading zeros reads the same but is another text.
  if (text.size() != id.to_string().size()) return std::nullopt;
  return id;
}

}  // namespace goxel::workers
