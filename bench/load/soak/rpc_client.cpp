#include "bench/load/soak/rpc_client.hpp"

#include "bench/load/client.hpp"
#include "core/base/str_cat.hpp"

#include <boost/json.hpp>

#include <cerrno>
#include <poll.h>

namespace goxel::bench {

namespace {

// Enough to recognise a request or reply by, short enough for one line of a report.
constexpr std::size_t kQuotedBytes = 200;

std::string quoted(const boost::json::value& value) {
  return boost::json::serialize(value).substr(0, kQuotedBytes);
}

Error about(std::string_view method, Error error) {
  error.message = str_cat(method, ": ", error.message);
  return error;
}

}  // namespace

RpcClient::RpcClient(UniqueFd fd, int patience_s)
    : fd_(std::move(fd)), patience_ns_(static_cast<std::uint64_t>(patience_s) * 1'000'000'000) {}

Result<RpcClient> RpcClient::connect(const Endpoint& server, int patience_s) {
  GOXEL_ASSIGN(UniqueFd fd, connect_to(server, patience_s));
  return RpcClient(std::move(fd), patience_s);
}

Result<void> RpcClient::send_bytes(std::string_view bytes) {
  SendBuffer output;
  output.append(bytes);
  GOXEL_TRY(output.send_to(fd()));
  if (output.is_empty()) return {};
  return Error{ErrorCode::Timeout, "the server takes no bytes"};
}

Result<void> RpcClient::send(std::string_view method, const boost::json::object& params) {
  const boost::json::object request = {
      {"jsonrpc", "2.0"},
      {"id", next_id_++},
      {"method", boost::json::string_view(method.data(), method.size())},
      {"params", params}};
  return send_bytes(boost::json::serialize(request) + '\n');
}

Result<void> RpcClient::wait_for_input(std::uint64_t until_ns) const {
  while (true) {
    const std::uint64_t now = now_ns();
    if (now >= until_ns) {
      return Error{ErrorCode::Timeout,
                   str_cat("no reply for ", patience_ns_ / 1'000'000'000, " s")};
    }
    pollfd socket{fd(), POLLIN, 0};
    const auto left_ms = static_cast<int>((until_ns - now) / 1'000'000 + 1);
    const int count = ::poll(&socket, 1, left_ms);
    if (count > 0) return {};
    if (count < 0 && errno != EINTR) return system_error("cannot wait for a reply");
  }
}

Result<boost::json::object> RpcClient::receive() {
  const std::uint64_t until_ns = now_ns() + patience_ns_;
  while (true) {
    if (const auto line = input_.next_line()) {
      boost::system::error_code failure;
      boost::json::value value = boost::json::parse({line->data(), line->size()}, failure);
      if (!failure && value.is_object()) return std::move(value.get_object());
      return Error{ErrorCode::InvalidRequest,
                   str_cat("no JSON object came: ", line->substr(0, kQuotedBytes))};
    }
    GOXEL_TRY(wait_for_input(until_ns));
    GOXEL_TRY(input_.read_from(fd()));
  }
}

Result<boost::json::object> RpcClient::exchange(std::string_view method,
                                                const boost::json::object& params) {
  const std::uint64_t id = next_id_;
  if (auto sent = send(method, params); !sent) return about(method, std::move(sent).error());
  auto reply = receive();
  if (!reply) return about(method, std::move(reply).error());
  const boost::json::value* const found = reply->if_contains("id");
  boost::system::error_code failure;
  const bool is_ours = found != nullptr && found->is_number() &&
                       found->to_number<std::uint64_t>(failure) == id && !failure;
  if (is_ours && reply->contains("result") != reply->contains("error")) return reply;
  return Error{ErrorCode::InvalidRequest,
               str_cat(method, ": to request ", id, " came ", quoted(boost::json::value(*reply)))};
}

Result<boost::json::value> RpcClient::call(std::string_view method,
                                           const boost::json::object& params) {
  GOXEL_ASSIGN(boost::json::object reply, exchange(method, params));
  if (boost::json::value* const result = reply.if_contains("result")) return std::move(*result);
  return Error{ErrorCode::InternalError, str_cat(method, " ", quoted(boost::json::value(params)),
                                                 ": ", quoted(reply.at("error")))};
}

Result<void> RpcClient::expect_error(std::string_view method, const boost::json::object& params,
                                     std::string_view reason) {
  GOXEL_ASSIGN(const boost::json::object reply, exchange(method, params));
  const boost::json::value whole(reply);
  boost::system::error_code failure;
  const boost::json::value* const found = whole.find_pointer("/error/data/reason", failure);
  if (found != nullptr && *found == boost::json::string_view(reason.data(), reason.size()))
    return {};
  return Error{ErrorCode::InternalError,
               str_cat(method, ": expected ", reason, ", came ", quoted(whole))};
}

void RpcClient::drop() {
  if (!fd_.is_open()) return;
  reset_on_close(fd());
  fd_ = UniqueFd();
}

}  // namespace goxel::bench
