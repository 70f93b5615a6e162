#include "daemon/net/whole_message.hpp"

#include "core/base/str_cat.hpp"
#include "daemon/rpc/json_tape.hpp"

#include <algorithm>
#include <cstdint>

namespace goxel::net {

std::size_t message_limit(const Limits& limits) {
  return std::min(static_cast<std::size_t>(limits.message_bytes), rpc::JsonTape::kMaxTextSize);
}

Error message_too_large(std::size_t limit) {
  return Error{ErrorCode::ParseError,
               str_cat("the message is larger than ", limit, " bytes (limit message_bytes)")}
      .with("limit", "message_bytes")
      .with("maximum", static_cast<std::int64_t>(limit));
}

Result<std::string_view> parse_whole_message(rpc::JsonParser& parser, std::string_view bytes) {
  constexpr std::string_view kBlank = " \t\r\n";
  auto progress = parser.feed(bytes);
  const std::string_view rest = bytes.substr(progress.consumed);
  if (progress.status == rpc::JsonParser::Status::NeedMore) progress = parser.finish();
  if (progress.status == rpc::JsonParser::Status::Failed) return parser.error();
  if (rest.find_first_not_of(kBlank) != std::string_view::npos) {
    return Error{ErrorCode::ParseError,
                 str_cat("the body goes on for ", rest.size(), " bytes after its JSON text")};
  }
  const std::size_t begin = std::min(bytes.find_first_not_of(kBlank), bytes.size());
  const std::string_view text = bytes.substr(begin, bytes.size() - rest.size() - begin);
  return text.substr(0, text.find_last_not_of(kBlank) + 1);
}

}  // namespace goxel::net
