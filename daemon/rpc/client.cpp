#include "daemon/rpc/client.hpp"

#include "core/base/assert.hpp"

#include <utility>

namespace goxel::rpc {

namespace {

constexpr std::string_view kPrefix = R"({"jsonrpc":"2.0",)";
constexpr std::size_t kKeptCapacity = 64 << 10;

}  // namespace

std::string& Client::begin_reply() {
  reply_.assign(kPrefix);
  return reply_;
}

void Client::end_reply(std::string_view id_text) {
  reply_ += R"(,"id":)";
  reply_ += id_text;
  reply_ += '}';
  deliver(current_batch_);
}

void Client::deliver(std::uint32_t batch) {
  if (batch == 0) {
    enqueue(reply_);
  } else {
    std::string& text = batches_.at(batch).text;
    text += text.empty() ? '[' : ',';
    text += reply_;
  }
  if (reply_.capacity() > kKeptCapacity) std::string().swap(reply_);
}

std::uint32_t Client::open_ticket(std::string_view id_text) {
  const std::uint32_t number = next_ticket_++;
  const auto [at, is_new] =
      tickets_.try_emplace(number, Ticket{std::string(id_text), current_batch_, nullptr});
  GOXEL_ASSERT(is_new);
  if (current_batch_ != 0) ++batches_.at(current_batch_).open;
  return number;
}

void Client::close_ticket(std::uint32_t number, std::string_view body) {
  const auto found = tickets_.find(number);
  if (found == tickets_.end()) return;
  const Ticket ticket = std::move(found->second);
  tickets_.erase(found);
  if (!ticket.id_text.empty()) {
    begin_reply() += body;
    reply_ += R"(,"id":)";
    reply_ += ticket.id_text;
    reply_ += '}';
    deliver(ticket.batch);
  }
  if (ticket.batch != 0) {
    --batches_.at(ticket.batch).open;
    settle_batch(ticket.batch);
  }
}

void Client::attach_job(std::uint32_t ticket, std::shared_ptr<workers::JobState> job) {
  const auto found = tickets_.find(ticket);
  if (found != tickets_.end()) found->second.job = std::move(job);
}

std::vector<std::uint32_t> Client::cancel(std::string_view id_text) {
  std::vector<std::uint32_t> elsewhere;
  for (const auto& [number, ticket] : tickets_) {
    if (ticket.id_text != id_text) continue;
    if (ticket.job != nullptr) {
      ticket.job->cancel();
    } else {
      elsewhere.push_back(number);
    }
  }
  return elsewhere;
}

void Client::begin_batch() {
  GOXEL_ASSERT(current_batch_ == 0);
  current_batch_ = next_batch_++;
  batches_[current_batch_];
}

void Client::end_batch() {
  const std::uint32_t batch = std::exchange(current_batch_, 0);
  batches_.at(batch).is_complete = true;
  settle_batch(batch);
}

void Client::settle_batch(std::uint32_t number) {
  const auto found = batches_.find(number);
  if (!found->second.is_complete || found->second.open != 0) return;
  // A batch of notifications alone has no text, and then nothing is sent.
  if (!found->second.text.empty()) enqueue(found->second.text += ']');
  batches_.erase(found);
}

}  // namespace goxel::rpc
