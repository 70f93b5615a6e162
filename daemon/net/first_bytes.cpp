#include "daemon/net/first_bytes.hpp"

#include "core/base/ascii.hpp"

#include <algorithm>

namespace goxel::net {

namespace {

/// HTTP methods are case-sensitive (RFC 9110). "PRI " opens HTTP/2, which the HTTP side refuses in
/// its own words.
constexpr std::string_view kHttp[] = {"GET ",     "POST ",  "PUT ",   "HEAD ",    "DELETE ",
                                      "OPTIONS ", "PATCH ", "TRACE ", "CONNECT ", "PRI "};
/// In lower case: header names are compared without regard to case.
constexpr std::string_view kHeaders[] = {"content-length:", "content-type:"};

enum class Match : std::uint8_t { No, Partly, Wholly };

Match match(std::string_view bytes, std::string_view word, bool ignores_case) {
  const std::size_t size = std::min(bytes.size(), word.size());
  const bool is_same = std::equal(
      word.begin(), word.begin() + static_cast<std::ptrdiff_t>(size), bytes.begin(),
      [ignores_case](char w, char b) { return w == (ignores_case ? ascii_lower(b) : b); });
  if (!is_same) return Match::No;
  return size == word.size() ? Match::Wholly : Match::Partly;
}

}  // namespace

FirstBytes judge_first_bytes(std::string_view bytes, bool is_complete) {
  bool may_match = false;
  for (const std::string_view word : kHttp) {
    const Match found = match(bytes, word, false);
    if (found == Match::Wholly) return FirstBytes::Http;
    may_match = may_match || found == Match::Partly;
  }
  for (const std::string_view word : kHeaders) {
    const Match found = match(bytes, word, true);
    if (found == Match::Wholly) return FirstBytes::ContentLength;
    may_match = may_match || found == Match::Partly;
  }
  return may_match && !is_complete ? FirstBytes::NeedMore : FirstBytes::Json;
}

}  // namespace goxel::net
