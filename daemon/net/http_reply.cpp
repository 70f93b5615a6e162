#include "daemon/net/http_reply.hpp"

#include "core/base/str_cat.hpp"

#include <boost/beast/http/status.hpp>

#include <ctime>
#include <utility>

namespace goxel::net {

namespace {

/// In the one format that HTTP still writes (RFC 9110, 5.6.7), whatever the locale is.
std::string http_date(std::int64_t unix_seconds) {
  constexpr std::string_view kDays = "SunMonTueWedThuFriSat";
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const auto time = static_cast<std::time_t>(unix_seconds);
  std::tm utc{};
  gmtime_r(&time, &utc);
  const auto two = [](int number) { return str_cat(number < 10 ? "0" : "", number); };
  return str_cat(kDays.substr(static_cast<std::size_t>(utc.tm_wday) * 3, 3), ", ", two(utc.tm_mday),
                 ' ', kMonths.substr(static_cast<std::size_t>(utc.tm_mon) * 3, 3), ' ',
                 utc.tm_year + 1900, ' ', two(utc.tm_hour), ':', two(utc.tm_min), ':',
                 two(utc.tm_sec), " GMT");
}

}  // namespace

HttpReply text_reply(int status, std::string_view text, std::string headers) {
  return {status, "text/plain; charset=utf-8", std::string(text), std::move(headers)};
}

std::string http_head(const HttpReply& reply, HttpFollowUp follow_up, std::int64_t unix_seconds) {
  const auto status = boost::beast::http::int_to_status(static_cast<unsigned>(reply.status));
  const std::string_view reason = boost::beast::http::obsolete_reason(status);
  std::string head =
      str_cat("HTTP/1.1 ", reply.status, ' ', reason, "\r\nDate: ", http_date(unix_seconds),
              "\r\nCache-Control: no-store\r\n");
  if (!reply.content_type.empty()) head += str_cat("Content-Type: ", reply.content_type, "\r\n");
  // A 204 has no body, and must not tell of one (RFC 9110, 8.6).
  if (reply.status != 204) head += str_cat("Content-Length: ", reply.body.size(), "\r\n");
  head += reply.headers;
  if (follow_up == HttpFollowUp::Close) head += "Connection: close\r\n";
  if (follow_up == HttpFollowUp::KeepAliveOld) head += "Connection: keep-alive\r\n";
  return head + "\r\n";
}

}  // namespace goxel::net
