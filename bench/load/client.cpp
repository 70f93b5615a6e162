#include "bench/load/client.hpp"

#include "core/base/assert.hpp"
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
    : fd_(std::move(fd)), workload_(&workload), is_echo_(is_echo), window_(depth) {
  GOXEL_ASSERT(depth > 0);
}

Result<void> Client::start(const Allowance& allowance) {
  GOXEL_ASSERT(is_idle());
  allowance_ = allowance;
  return top_up(now_ns());
}

Result<void> Client::top_up(std::uint64_t now) {
  if (now >= allowance_.until_ns) return {};
  const std::uint64_t first = sent_;
  while (sent_ - answered_ < window_.size() && allowance_.requests > 0) {
    Request& request = window_[sent_ % window_.size()];
    workload_->write_request(sent_, request.line);
    output_.append(request.line);
    ++sent_;
    --allowance_.requests;
  }
  if (sent_ == first) return {};
  // One reading of the clock for all that leave in one call, taken when they are ready to go.
  const std::uint64_t departure = now_ns();
  for (std::uint64_t id = first; id < sent_; ++id) window_[id % window_.size()].sent_ns = departure;
  return output_.send_to(fd());
}

Result<void> Client::on_readable(Tally& tally) {
  GOXEL_ASSIGN(const bool has_input, input_.read_from(fd()));
  if (!has_input) return {};
  const std::uint64_t now = now_ns();
  while (const auto reply = input_.next_line()) {
    if (is_idle()) {
      return Error{ErrorCode::InvalidRequest,
                   str_cat("a reply that nothing asked for: ", reply->substr(0, kShownBytes))};
    }
    judge(*reply, now, tally);
    ++answered_;
  }
  return top_up(now);
}

void Client::judge(std::string_view reply, std::uint64_t now, Tally& tally) {
  const Request& request = window_[answered_ % window_.size()];
  tally.latency_ns.record(now - request.sent_ns);
  const std::string_view line = request.line;
  const bool is_right =
      is_echo_ ? reply == line.substr(0, line.size() - 1) : is_result(reply, answered_);
  if (!is_right) {
    tally.add_error(
        str_cat("to ", line.substr(0, line.size() - 1), " came ", reply.substr(0, kShownBytes)));
  }
}

}  // namespace goxel::bench
