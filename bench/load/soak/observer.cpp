#include "bench/load/soak/observer.hpp"

#include "bench/load/client.hpp"
#include "bench/load/server_process.hpp"
#include "bench/load/soak/process_state.hpp"
#include "core/base/str_cat.hpp"

#include <boost/json.hpp>

#include <limits>

namespace goxel::bench {

namespace {

constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
constexpr double kMib = 1024.0 * 1024.0;
/// Within which a probe must be answered.
constexpr int kProbePatience_s = 1;

double number_at(const boost::json::value& value, const char* pointer) {
  boost::system::error_code failure;
  const boost::json::value* const found = value.find_pointer(pointer, failure);
  if (found == nullptr || !found->is_number()) return kUnknown;
  return found->to_number<double>(failure);
}

}  // namespace

Observer::Observer(const Endpoint& server, RpcClient client, pid_t process)
    : server_(server), client_(std::move(client)), process_(process) {}

Result<Observer> Observer::create(const Endpoint& server, pid_t process) {
  GOXEL_ASSIGN(RpcClient client, RpcClient::connect(server, kProbePatience_s));
  GOXEL_ASSIGN(const boost::json::value health, client.call("goxel.health_check"));
  boost::system::error_code failure;
  const boost::json::value* const mode = health.find_pointer("/mode", failure);
  if (mode == nullptr || *mode != "multi") {
    return Error{ErrorCode::InvalidParams,
                 str_cat(server.text(), " is not in project mode multi, which a soak needs")};
  }
  if (process == 0) {
    GOXEL_ASSIGN(process, server_process(client.fd(), false));
  }
  return Observer(server, std::move(client), process);
}

Result<double> Observer::probe() {
  if (!client_) {
    GOXEL_ASSIGN(client_, RpcClient::connect(server_, kProbePatience_s));
  }
  const std::uint64_t asked_ns = now_ns();
  GOXEL_TRY(client_->call("goxel.health_check"));
  const double ms = static_cast<double>(now_ns() - asked_ns) * 1e-6;
  if (ms <= kProbePatience_s * 1000.0) return ms;
  // This thread was late to look, or to send: what a client sees counts.
  return Error{ErrorCode::Timeout, str_cat("health_check: answered only after ", ms, " ms")};
}

void Observer::add_status(Sample& sample) {
  const auto status = client_->call("status");
  if (!status) {
    client_.reset();
    return;
  }
  sample.sessions = number_at(*status, "/sessions");
  sample.connections = number_at(*status, "/connections");
  sample.resident_mib = number_at(*status, "/memory_allocated") / kMib;
}

Sample Observer::look(std::uint64_t began_ns) {
  Sample sample;
  sample.at_s = static_cast<double>(now_ns() - began_ns) * 1e-9;
  sample.resident_mib = sample.descriptors = sample.sessions = sample.connections = kUnknown;
  const Result<double> answered = probe();
  sample.probe_ms = answered ? *answered : kUnknown;
  failure_ = answered ? "" : answered.error().message;
  if (answered)
    add_status(sample);
  else
    client_.reset();
  if (process_ == 0) return sample;
  if (const auto bytes = resident_bytes(process_)) sample.resident_mib = *bytes / kMib;
  sample.descriptors = open_descriptors(process_).value_or(kUnknown);
  return sample;
}

}  // namespace goxel::bench
