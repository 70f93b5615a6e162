#include "daemon/rpc/json_writer.hpp"

#include <array>
#include <cmath>

namespace goxel::rpc {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";  // U+FFFD

enum class Care : std::uint8_t { None, Escape, Utf8 };

constexpr auto kCare = [] {
  std::array<Care, 256> table{};
  for (std::size_t c = 0; c < 0x20; ++c) table[c] = Care::Escape;
  for (std::size_t c = 0x80; c < 0x100; ++c) table[c] = Care::Utf8;
  table['"'] = Care::Escape;
  table['\\'] = Care::Escape;
  return table;
}();

Care care_for(char c) { return kCare[static_cast<unsigned char>(c)]; }

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

/// Bytes of the well-formed UTF-8 sequence (Unicode table 3-7) that `text` starts with; 0 when
/// there is none.
std::size_t sequence_size(std::string_view text) {
  const auto lead = static_cast<unsigned char>(text[0]);
  const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < size) return 0;
  const auto second = static_cast<unsigned char>(text[1]);
  const unsigned char least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const unsigned char most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  if (second < least || second > most) return 0;
  for (std::size_t i = 2; i < size; ++i) {
    if (!is_continuation(text[i])) return 0;
  }
  return size;
}

void append_escape(std::string& out, char c) {
  constexpr std::string_view kHex = "0123456789abcdef";
  switch (c) {
    case '"':
    case '\\':
      out += '\\';
      out += c;
      return;
    case '\n':
      out += "\\n";
      return;
    case '\r':
      out += "\\r";
      return;
    case '\t':
      out += "\\t";
      return;
    default:
      out += "\\u00";
      out += kHex[static_cast<unsigned char>(c) >> 4];
      out += kHex[static_cast<unsigned char>(c) & 15];
  }
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  std::size_t run = 0;  // start of what can be copied as it is
  std::size_t at = 0;
  while (at < text.size()) {
    const Care care = care_for(text[at]);
    const std::size_t valid = care == Care::None   ? 1
                              : care == Care::Utf8 ? sequence_size(text.substr(at))
                                                   : 0;
    if (valid > 0) {
      at += valid;
      continue;
    }
    out.append(text, run, at - run);
    if (care == Care::Escape) {
      append_escape(out, text[at]);
    } else {
      out += kReplacement;
    }
    run = ++at;
  }
  out.append(text, run, text.size() - run);
  out += '"';
}

void JsonWriter::value(double number) {
  if (!std::isfinite(number)) return null();
  separate();
  char digits[32];
  out_.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
  after_value();
}

}  // namespace goxel::rpc
