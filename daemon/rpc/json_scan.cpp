#include "daemon/rpc/json_scan.hpp"

#include "core/base/assert.hpp"

namespace goxel::rpc {

namespace {

/// `at` is on the opening quote; the result is after the closing one.
std::size_t skip_string(std::string_view text, std::size_t at) {
  for (++at; at < text.size() && text[at] != '"'; ++at) {
    if (text[at] == '\\') ++at;
  }
  return at < text.size() ? at + 1 : text.size();
}

std::size_t skip_container(std::string_view text, std::size_t at) {
  std::size_t depth = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (c == '"') {
      at = skip_string(text, at);
      continue;
    }
    ++at;
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && --depth == 0) break;
  }
  return at;
}

}  // namespace

std::size_t skip_blank(std::string_view text, std::size_t at) {
  const std::size_t found = text.find_first_not_of(" \t\r\n", at);
  return found == std::string_view::npos ? text.size() : found;
}

std::size_t skip_value(std::string_view text, std::size_t at) {
  GOXEL_ASSERT(at < text.size());
  if (text[at] == '"') return skip_string(text, at);
  if (text[at] == '{' || text[at] == '[') return skip_container(text, at);
  const std::size_t end = text.find_first_of(",]} \t\r\n", at);
  return end == std::string_view::npos ? text.size() : end;
}

std::string_view member_text(std::string_view text, std::size_t index) {
  GOXEL_ASSERT(!text.empty() && text.front() == '{');
  std::size_t at = 1;
  for (std::size_t i = 0;; ++i) {
    at = skip_string(text, skip_blank(text, at));  // the key
    at = skip_blank(text, at) + 1;                 // the colon
    at = skip_blank(text, at);
    const std::size_t end = skip_value(text, at);
    if (i == index) return text.substr(at, end - at);
    at = skip_blank(text, end) + 1;  // the comma
  }
}

}  // namespace goxel::rpc
