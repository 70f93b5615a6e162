#include "daemon/access/peer_identity.hpp"
#include "daemon/methods/tables.hpp"
#include "daemon/methods/words.hpp"
#include "daemon/rpc/handler.hpp"

#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <memory>

namespace goxel::methods {

using rpc::Access;
using rpc::Answer;
using rpc::Call;
using rpc::NoParams;

namespace {

/// Tokens that one connection may show in vain; then it is closed.
constexpr int kRefusedTokens = 3;
/// A refusal comes that much later, and nothing else of the connection is looked at until then.
constexpr std::chrono::milliseconds kRefusalPause{250};

}  // namespace

struct AuthenticateParams {
  std::string token;
};
constexpr auto fields_of(rpc::Of<AuthenticateParams>) {
  return rpc::fields(
      rpc::field<&AuthenticateParams::token>("token", "of the service's token file"));
}

struct AuthenticateResult {
  bool success = true;
  std::string role;
  std::string principal;
};
constexpr auto fields_of(rpc::Of<AuthenticateResult>) {
  using R = AuthenticateResult;
  return rpc::fields(
      rpc::field<&R::success>("success", "always true"),
      rpc::field<&R::role>("role", "of this connection from now on: viewer, editor or admin"),
      rpc::field<&R::principal>("principal", "whose sessions it sees"));
}

namespace {

/// Answers later, so that guessing is slow, and closes the connection when it has guessed enough.
void refuse_token(Call& call, const Error& error, const Answer<AuthenticateResult>& answer) {
  rpc::Client& client = *call.client();
  rpc::Dispatcher& dispatcher = call.dispatcher();
  client.count_refused_token();
  call.services().log.warning("a token was refused", {{"principal", call.principal()},
                                                      {"address", call.identity().address},
                                                      {"attempt", client.refused_tokens()}});
  const bool is_last = client.refused_tokens() >= kRefusedTokens;
  dispatcher.hold_back(client);
  const auto timer =
      std::make_shared<boost::asio::steady_timer>(call.context().io(), kRefusalPause);
  timer->async_wait([timer, &dispatcher, id = client.id(), is_last, error,
                     answer](const boost::system::error_code&) {
    answer(error);
    rpc::Client* refused = dispatcher.find_client(id);
    if (refused == nullptr) return;
    if (is_last) {
      refused->shut_down();
    } else {
      dispatcher.let_go(*refused);
    }
  });
}

}  // namespace

void authenticate(Call& call, const AuthenticateParams& params, Answer<AuthenticateResult> answer) {
  rpc::Client* client = call.client();
  if (client == nullptr || !client->can_bind()) {
    return answer(Error{ErrorCode::InvalidRequest,
                        "this transport keeps nothing between requests: give the token with each, "
                        "in the header Authorization: Bearer TOKEN"});
  }
  if (client->refused_tokens() >= kRefusedTokens) {
    return answer(Error{ErrorCode::Unauthorized,
                        "too many tokens were refused on this connection, and it closes"});
  }
  auto identity =
      access::identity_for_token(call.services().policy, client->identity(), params.token);
  if (!identity) return refuse_token(call, identity.error(), answer);
  call.services().log.debug("authenticated", {{"principal", (*identity)->principal},
                                              {"role", access::role_word((*identity)->role)},
                                              {"address", (*identity)->address}});
  client->set_identity(*identity);
  answer(AuthenticateResult{true, std::string(access::role_word((*identity)->role)),
                            (*identity)->principal});
}

struct LogLevelParams {
  config::LogLevel level = config::LogLevel::Info;
};
constexpr auto fields_of(rpc::Of<LogLevelParams>) {
  return rpc::fields(
      rpc::field<&LogLevelParams::level>("level", "of the least important lines to log"));
}

struct LogLevelResult {
  bool success = true;
  config::LogLevel level = config::LogLevel::Info;
  config::LogLevel previous = config::LogLevel::Info;
};
constexpr auto fields_of(rpc::Of<LogLevelResult>) {
  using R = LogLevelResult;
  return rpc::fields(rpc::field<&R::success>("success", "always true"),
                     rpc::field<&R::level>("level", "in force from now on"),
                     rpc::field<&R::previous>("previous", "until now"));
}

Result<LogLevelResult> set_log_level(Call& call, const LogLevelParams& params) {
  logging::Log& log = call.services().log;
  const LogLevelResult result{true, params.level, log.level()};
  log.set_level(params.level);
  const auto word = config::choice_words(params.level)[static_cast<std::size_t>(params.level)];
  log.info("the log level is set", {{"level", word}, {"principal", call.principal()}});
  return result;
}

struct ShutdownResult {
  bool success = true;
};
constexpr auto fields_of(rpc::Of<ShutdownResult>) {
  return rpc::fields(rpc::field<&ShutdownResult::success>("success", "always true"));
}

/// The answer goes into the connection's buffer before the end can get to this worker, and what is
/// in a buffer is sent.
Result<ShutdownResult> shutdown(Call& call, const NoParams&) {
  rpc::Services& services = call.services();
  if (!services.request_stop)
    return Error{ErrorCode::NotBuilt, "this service is not ended by its clients"};
  services.log.info("shutdown asked for", {{"principal", call.principal()}});
  services.request_stop();
  return ShutdownResult{};
}

std::span<const rpc::Method> admin_methods() {
  static constexpr auto kTable = std::to_array<rpc::Method>({
      rpc::async_method<&authenticate>("authenticate", Access::Service,
                                       "Shows a token, which gives the connection its role.")
          .open_to_all()
          .fails(ErrorCode::Unauthorized),
      rpc::method<&set_log_level>("set_log_level", Access::Service,
                                  "Sets how much the service logs, until its end.")
          .admin(),
      rpc::method<&shutdown>("shutdown", Access::Service,
                             "Ends the service in order, as SIGTERM does.")
          .admin()
          .fails(ErrorCode::NotBuilt),
  });
  return kTable;
}

}  // namespace goxel::methods
