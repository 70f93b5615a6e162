#include "bench/load/client.hpp"

#include "core/base/str_cat.hpp"

#include <chrono>

namespace goxel::bench {

namespace {

// Enough to recognise a reply by, short enough for one line of a report.
constexpr std::size_t kShownBytes = 200;

}  // namespace

std::uint64_t now_ns() {
  const auto time = std::chrono::steady_clock::now().time_since_epoch();
  return static_cast<std::uint64_t>(
      std::chrono::duration_cast<std::chrono::nanoseconds>(time).count());
}

void Tally::add_error(std::string text) {
  if (errors == 0) first_error = std::move(text);
  ++errors;
}

void Tally::merge(const Tally& other) {
  latency_ns.merge(other.latency_ns);
  if (errors == 0) first_error = other.first_error;
  errors += other.errors;
}

Client::Client(UniqueFd fd, const Workload& workload, std::size_t depth, bool is_echo)
    : fd_(std::move(fd)), workload_(&workload), is_echo_(is_echo), window_(depth) {}

Result<void> Client::start(const Allowance& allowance) {
  window_.start(allowance);
  return top_up(now_ns());
}

Result<void> Client::top_up(std::uint64_t now) {
  const std::uint64_t first = window_.sent();
  while (window_.may_send(now)) {
    const std::uint64_t id = window_.sent();
    RequestWindow::Request& request = window_.take();
    workload_->write_request(id, request.line);
    output_.append(request.line);
  }
  if (window_.sent() == first) return {};
  // One reading of the clock for all that leave in one call, taken when they are ready to go.
  window_.depart(first, now_ns());
  return output_.send_to(fd());
}

Result<void> Client::on_readable(Tally& tally) {
  GOXEL_ASSIGN(const bool has_input, input_.read_from(fd()));
  if (!has_input) return {};
  const std::uint64_t now = now_ns();
  while (const auto reply = input_.next_line()) {
    if (window_.is_idle()) {
      return Error{ErrorCode::InvalidRequest,
                   str_cat("a reply that nothing asked for: ", reply->substr(0, kShownBytes))};
    }
    judge(*reply, tally);
    tally.latency_ns.record(window_.answer(now));
  }
  return top_up(now);
}

void Client::judge(std::string_view reply, Tally& tally) const {
  const std::string_view line = window_.next_answered().line;
  const std::string_view request = line.substr(0, line.size() - 1);
  const bool is_right = is_echo_ ? reply == request : is_result(reply, window_.answered());
  if (!is_right) tally.add_error(str_cat("to ", request, " came ", reply.substr(0, kShownBytes)));
}

}  // namespace goxel::bench
