#include "bench/load/server_process.hpp"

#include "bench/load/line_io.hpp"
#include "bench/load/socket.hpp"

#include <boost/json.hpp>

#include <string_view>
#include <unistd.h>

namespace goxel::bench {

namespace {

/// Nothing in it is trusted: a server may be another than it seems.
pid_t process_in_status(const std::string& reply) {
  boost::system::error_code failure;
  const boost::json::value value = boost::json::parse(reply, failure);
  if (failure) return 0;
  const auto* const process = value.find_pointer("/result/pid", failure);
  const auto* const machine = value.find_pointer("/result/hostname", failure);
  if (process == nullptr || machine == nullptr || !machine->is_string()) return 0;
  char own[256] = {};
  if (::gethostname(own, sizeof own - 1) != 0) return 0;
  const boost::json::string& name = machine->get_string();
  if (std::string_view(name.data(), name.size()) != own) return 0;
  const auto number = process->to_number<pid_t>(failure);
  return failure || number < 0 ? 0 : number;
}

}  // namespace

Result<std::string> ask(int fd, const std::string& line) {
  SendBuffer output;
  output.append(line);
  GOXEL_TRY(output.send_to(fd));
  LineReader input;
  while (true) {
    GOXEL_ASSIGN(const bool has_input, input.read_from(fd));
    if (!has_input) return Error{ErrorCode::Timeout, "the first request had no reply in time"};
    if (const auto reply = input.next_line()) return std::string(*reply);
  }
}

Result<pid_t> server_process(int fd, bool is_echo) {
  GOXEL_ASSIGN(const pid_t peer, peer_process(fd));
  if (peer != 0 || is_echo) return peer;
  GOXEL_ASSIGN(const std::string reply, ask(fd, R"({"jsonrpc":"2.0","id":0,"method":"status"})"
                                                "\n"));
  return process_in_status(reply);
}

}  // namespace goxel::bench
