#pragma once

#include "bench/load/line_io.hpp"
#include "bench/load/socket.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <cstdint>
#include <string>
#include <string_view>

namespace goxel::bench {

/// One connection that asks for one thing at a time and waits for the reply. Every failure names
/// the request. Owned by one thread.
class RpcClient {
 public:
  /// A reply that takes longer than `patience_s` is a failure.
  static Result<RpcClient> connect(const Endpoint& server, int patience_s);

  int fd() const { return fd_.get(); }

  /// The `result` of the reply; an error reply is a failure.
  Result<boost::json::value> call(std::string_view method, const boost::json::object& params = {});
  /// Succeeds when the reply is the error of this reason, such as "invalid_params".
  Result<void> expect_error(std::string_view method, const boost::json::object& params,
                            std::string_view reason);

  /// Sends a request and leaves its reply unread.
  Result<void> send(std::string_view method, const boost::json::object& params);
  /// Sends bytes as they are.
  Result<void> send_bytes(std::string_view bytes);
  /// The next reply, whatever it answers.
  Result<boost::json::object> receive();
  /// Closes the connection, whatever is on its way.
  void drop();

 private:
  RpcClient(UniqueFd fd, int patience_s);
  Result<boost::json::object> exchange(std::string_view method, const boost::json::object& params);
  Result<void> wait_for_input(std::uint64_t until_ns) const;

  UniqueFd fd_;
  std::uint64_t patience_ns_;
  LineReader input_;
  std::uint64_t next_id_ = 1;
};

}  // namespace goxel::bench
