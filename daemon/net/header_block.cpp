#include "daemon/net/header_block.hpp"

#include "core/base/ascii.hpp"
#include "core/base/str_cat.hpp"

#include <algorithm>
#include <charconv>
#include <string>

namespace goxel::net {

namespace {

constexpr std::string_view kContentLength = "content-length:";
static_assert(kContentLength.size() == kContentLengthSize);

std::string_view trimmed(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

/// Header text is the client's bytes: what is shown of it is short and ASCII.
std::string shown(std::string_view text) {
  std::string result(text.substr(0, 40));
  for (char& c : result) {
    if (c < ' ' || c > '~') c = '?';
  }
  return result;
}

Error fail(std::string problem) { return {ErrorCode::ParseError, std::move(problem)}; }

Result<std::size_t> parse_length(std::string_view text) {
  std::size_t length = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), length);
  if (read.ec != std::errc{} || read.ptr != text.data() + text.size()) {
    return fail(str_cat("Content-Length is \"", shown(text), "\"; it must be a number of bytes"));
  }
  return length;
}

}  // namespace

Result<void> check_content_type(std::string_view type) {
  const std::string lowered = ascii_lower(type);
  const std::size_t at = lowered.find("charset=");
  if (at == std::string::npos) return {};
  std::string_view charset = std::string_view(lowered).substr(at + 8);
  charset = trimmed(charset.substr(0, charset.find(';')));
  if (charset.size() >= 2 && charset.front() == '"')
    charset = charset.substr(1, charset.size() - 2);
  if (charset == "utf-8" || charset == "utf8") return {};
  return fail(str_cat("charset ", shown(charset), " is not supported; only utf-8 is"));
}

std::optional<std::size_t> header_block_size(std::string_view bytes) {
  std::size_t line = 0;
  for (;;) {
    const std::size_t end = bytes.find('\n', line);
    if (end == std::string_view::npos) return std::nullopt;
    const std::string_view content = bytes.substr(line, end - line);
    if (content.empty() || content == "\r") return end + 1;
    line = end + 1;
  }
}

Result<std::size_t> parse_header_block(std::string_view block) {
  std::optional<std::size_t> length;
  while (!block.empty()) {
    const std::size_t end = std::min(block.find('\n'), block.size() - 1);
    const std::string_view line = trimmed(block.substr(0, end));
    block.remove_prefix(end + 1);
    if (line.empty()) break;
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) {
      return fail(str_cat("the header line \"", shown(line), "\" has no colon"));
    }
    const std::string name = ascii_lower(trimmed(line.substr(0, colon)));
    const std::string_view value = trimmed(line.substr(colon + 1));
    if (name == "content-type") GOXEL_TRY(check_content_type(value));
    if (name != "content-length") continue;
    GOXEL_ASSIGN(const std::size_t given, parse_length(value));
    if (length && *length != given)
      return fail("Content-Length is given twice, with different values");
    length = given;
  }
  if (!length) return fail("a header block without Content-Length");
  return *length;
}

std::optional<std::size_t> find_content_length(std::string_view bytes) {
  const auto found =
      std::search(bytes.begin(), bytes.end(), kContentLength.begin(), kContentLength.end(),
                  [](char a, char b) { return ascii_lower(a) == b; });
  if (found == bytes.end()) return std::nullopt;
  return static_cast<std::size_t>(found - bytes.begin());
}

}  // namespace goxel::net
