#include "daemon/logging/line.hpp"

#include "core/base/assert.hpp"
#include "core/base/str_cat.hpp"
#include "daemon/config/option.hpp"

#include <chrono>
#include <cmath>

namespace goxel::logging {

namespace {

constexpr std::string_view kHex = "0123456789abcdef";

void append_padded(std::string& out, std::int64_t number, std::size_t width) {
  const std::string digits = str_cat(number);
  if (digits.size() < width) out.append(width - digits.size(), '0');
  out += digits;
}

/// ISO 8601 with milliseconds, in UTC.
void append_time(std::string& out, std::int64_t time_ms) {
  const std::chrono::sys_time<std::chrono::milliseconds> time{std::chrono::milliseconds(time_ms)};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  append_padded(out, static_cast<int>(date.year()), 4);
  append_padded(out += '-', static_cast<unsigned>(date.month()), 2);
  append_padded(out += '-', static_cast<unsigned>(date.day()), 2);
  append_padded(out += 'T', clock.hours().count(), 2);
  append_padded(out += ':', clock.minutes().count(), 2);
  append_padded(out += ':', clock.seconds().count(), 2);
  append_padded(out += '.', clock.subseconds().count(), 3);
  out += 'Z';
}

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7f;
}

char hex_digit(char c, int shift) { return kHex[(static_cast<unsigned char>(c) >> shift) & 15U]; }

void append_escaped_text(std::string& out, std::string_view text, bool is_quoted) {
  for (const char c : text) {
    if (is_control(c)) {
      out += str_cat("\\x", hex_digit(c, 4), hex_digit(c, 0));
    } else {
      if (is_quoted && (c == '"' || c == '\\')) out += '\\';
      out += c;
    }
  }
}

void append_text_value(std::string& out, std::string_view value) {
  const bool is_quoted = value.empty() || value.find_first_of(" \"=\\") != std::string_view::npos;
  if (is_quoted) out += '"';
  append_escaped_text(out, value, is_quoted);
  if (is_quoted) out += '"';
}

/// Length of the UTF-8 sequence that `text` begins with, or 0 when it begins with none (RFC 3629:
/// no overlong forms, no surrogates, at most U+10FFFF).
std::size_t utf8_length(std::string_view text) {
  const auto byte = [&](std::size_t i) {
    return i < text.size() ? static_cast<unsigned char>(text[i]) : 0U;
  };
  const auto is_tail = [&](std::size_t i) { return (byte(i) & 0xc0U) == 0x80U; };
  const unsigned lead = byte(0);
  if (lead < 0x80) return 1;
  if (lead >= 0xc2 && lead <= 0xdf) return is_tail(1) ? 2 : 0;
  if (lead >= 0xe0 && lead <= 0xef) {
    const bool is_overlong = lead == 0xe0 && byte(1) < 0xa0;
    const bool is_surrogate = lead == 0xed && byte(1) > 0x9f;
    return is_tail(1) && is_tail(2) && !is_overlong && !is_surrogate ? 3 : 0;
  }
  if (lead >= 0xf0 && lead <= 0xf4) {
    const bool is_overlong = lead == 0xf0 && byte(1) < 0x90;
    const bool is_too_large = lead == 0xf4 && byte(1) > 0x8f;
    return is_tail(1) && is_tail(2) && is_tail(3) && !is_overlong && !is_too_large ? 4 : 0;
  }
  return 0;
}

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  while (!text.empty()) {
    const char c = text.front();
    const std::size_t length = utf8_length(text);
    if (length == 0) {
      out += "\xef\xbf\xbd";
    } else if (c == '"' || c == '\\') {
      out += str_cat('\\', c);
    } else if (c == '\n') {
      out += "\\n";
    } else if (is_control(c)) {
      out += str_cat("\\u00", hex_digit(c, 4), hex_digit(c, 0));
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  out += '"';
}

void append_value(std::string& out, config::LogFormat format, const FieldValue& value) {
  const bool is_json = format == config::LogFormat::Json;
  if (const auto* text = std::get_if<std::string_view>(&value.variant())) {
    is_json ? append_json_string(out, *text) : append_text_value(out, *text);
  } else if (const auto* flag = std::get_if<bool>(&value.variant())) {
    out += *flag ? "true" : "false";
  } else if (const auto* real = std::get_if<double>(&value.variant())) {
    // JSON has no word for infinity or NaN.
    out += std::isfinite(*real) ? str_cat(*real) : is_json ? "null" : "nan";
  } else if (const auto* number = std::get_if<std::int64_t>(&value.variant())) {
    out += str_cat(*number);
  } else {
    out += str_cat(std::get<std::uint64_t>(value.variant()));
  }
}

}  // namespace

std::string format_line(config::LogFormat format, std::int64_t time_ms, config::LogLevel level,
                        std::string_view message, std::span<const Field> fields) {
  GOXEL_ASSERT(format != config::LogFormat::Auto);
  const std::string_view word = config::choice_words(level)[static_cast<std::size_t>(level)];
  const bool is_json = format == config::LogFormat::Json;
  std::string line;
  line.reserve(128);
  if (is_json) line += "{\"ts\":\"";
  append_time(line, time_ms);
  if (is_json) {
    line += str_cat("\",\"level\":\"", word, "\",\"msg\":");
    append_json_string(line, message);
  } else {
    line += str_cat(' ', word, ' ');
    append_escaped_text(line, message, false);
  }
  for (const Field& field : fields) {
    line += is_json ? str_cat(",\"", field.key, "\":") : str_cat(' ', field.key, '=');
    append_value(line, format, field.value);
  }
  line += is_json ? "}\n" : "\n";
  return line;
}

}  // namespace goxel::logging
