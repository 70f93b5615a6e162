#include "daemon/rpc/base64.hpp"

#include "daemon/rpc/base64_groups.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace goxel::rpc {

namespace {

bool is_of_alphabet(char c) { return kBase64Alphabet.find(c) != std::string_view::npos; }

std::size_t padding(std::string_view text) {
  if (text.empty() || text.back() != '=') return 0;
  return text[text.size() - 2] == '=' ? 2 : 1;
}

/// Where in the first `size` characters the first foreign one is.
Base64Error foreign_character(std::string_view text, std::size_t size) {
  std::size_t at = 0;
  while (at < size && is_of_alphabet(text[at])) ++at;
  return {at, "is not a base64 character"};
}

// Both ways by blocks that stay in the cache: the output is written once, and not filled before.
constexpr std::size_t kBlockGroups = 1024;

/// Appends the text of whole groups.
void append_encoded(std::string& out, ByteView bytes) {
  std::array<char, 4 * kBlockGroups> block;  // NOLINT: encode_groups() fills what is used
  while (!bytes.empty()) {
    const ByteView part = bytes.first(std::min(bytes.size(), 3 * kBlockGroups));
    encode_groups(part, block.data());
    out.append(block.data(), part.size() / 3 * 4);
    bytes = bytes.subspan(part.size());
  }
}

/// Appends what whole groups hold; false when a character is foreign.
bool append_decoded(Bytes& out, std::string_view text) {
  std::array<std::uint8_t, 3 * kBlockGroups + kBase64Slack> block;  // NOLINT: as above
  while (!text.empty()) {
    const std::string_view part = text.substr(0, 4 * kBlockGroups);
    if (!decode_groups(part, block.data())) return false;
    out.insert(out.end(), block.data(), block.data() + part.size() / 4 * 3);
    text.remove_prefix(part.size());
  }
  return true;
}

}  // namespace

void append_base64(std::string& out, ByteView bytes) {
  // What ends the message has room, too, or it would move all.
  constexpr std::size_t kEnd = 512;
  out.reserve(out.size() + (bytes.size() + 2) / 3 * 4 + kEnd);
  const ByteView rest = bytes.last(bytes.size() % 3);
  append_encoded(out, bytes.first(bytes.size() - rest.size()));
  if (rest.empty()) return;
  std::array<std::uint8_t, 3> filled{};
  std::copy(rest.begin(), rest.end(), filled.begin());
  append_encoded(out, filled);
  out.replace(out.size() - (3 - rest.size()), 3 - rest.size(), 3 - rest.size(), '=');
}

bool decode_base64(std::string_view text, Bytes& out, Base64Error& error) {
  if (text.size() % 4 != 0) {
    error = foreign_character(text, text.size() - (text.size() >= 2 ? padding(text) : 0));
    if (error.offset >= text.size() - (text.size() >= 2 ? padding(text) : 0)) {
      error = {text.size(), "ends within a group of four characters"};
    }
    return false;
  }
  const std::size_t pad = padding(text);
  const std::size_t old_size = out.size();
  out.reserve(old_size + text.size() / 4 * 3);  // at once, for the last bytes must not move all
  const auto undo = [&out, old_size, &error](Base64Error why) {
    out.resize(old_size);
    error = why;
    return false;
  };
  if (!append_decoded(out, text.substr(0, text.size() - (pad > 0 ? 4 : 0)))) {
    return undo(foreign_character(text, text.size()));
  }
  if (pad == 0) return true;
  std::array<char, 4> last{'A', 'A', 'A', 'A'};  // padding as zero bits
  std::copy(text.end() - 4, text.end() - static_cast<std::ptrdiff_t>(pad), last.begin());
  std::array<std::uint8_t, 3 + kBase64Slack> decoded{};
  if (!decode_groups({last.data(), last.size()}, decoded.data())) {
    return undo(foreign_character(text, text.size() - pad));
  }
  const std::span used = std::span(decoded).first(3 - pad);
  if (std::any_of(decoded.begin() + used.size(), decoded.begin() + 3,
                  [](auto b) { return b != 0; })) {
    return undo({text.size() - pad - 1, "has bits after the end of the data"});
  }
  out.insert(out.end(), used.begin(), used.end());
  return true;
}

}  // namespace goxel::rpc
