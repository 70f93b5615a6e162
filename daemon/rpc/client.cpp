#include "daemon/rpc/client.hpp"

#include "core/base/assert.hpp"
#include "daemon/rpc/codec_voxel.hpp"
#include "daemon/rpc/json_parser.hpp"
#include "daemon/rpc/legacy_tools.hpp"

#include <utility>

namespace goxel::rpc {

namespace {

constexpr std::size_t kKeptCapacity = 64 << 10;

/// A request's id, which is valid JSON, with one way to write each string.
std::string normal_form(std::string_view json) {
  JsonParser parser(1);
  std::string text;
  // A number alone is complete only where the text ends.
  if (parser.feed(json).status == JsonParser::Status::NeedMore) (void)parser.finish();
  append_json(text, parser.root());
  return text;
}

}  // namespace

std::string& Client::begin_reply() {
  reply_.assign(kReplyStart);
  return reply_;
}

void Client::end_reply(std::string_view id_text) {
  deliver(reply_, id_text, current_batch_);
  if (reply_.capacity() > kKeptCapacity) std::string().swap(reply_);
}

void Client::deliver(std::string& reply, std::string_view id_text, std::uint32_t batch) {
  if (id_text == kToolId) {
    reply = tool_reply(std::move(reply));
  } else {
    reply += R"(,"id":)";
    reply += id_text;
    reply += '}';
  }
  if (batch == 0) {
    enqueue(reply);
  } else {
    std::string& text = batches_.at(batch).text;
    text += text.empty() ? '[' : ',';
    text += reply;
  }
}

std::uint32_t Client::open_ticket(std::string_view id_text, const metrics::Started& started) {
  const std::uint32_t number = next_ticket_++;
  const auto [at, is_new] = tickets_.try_emplace(
      number, Ticket{std::string(id_text), current_batch_, started, nullptr, false});
  GOXEL_ASSERT(is_new);
  if (current_batch_ != 0) ++batches_.at(current_batch_).open;
  return number;
}

std::optional<metrics::Started> Client::close_ticket(std::uint32_t number, std::string reply) {
  const auto found = tickets_.find(number);
  if (found == tickets_.end()) return std::nullopt;
  const Ticket ticket = std::move(found->second);
  tickets_.erase(found);
  if (!ticket.id_text.empty()) deliver(reply, ticket.id_text, ticket.batch);
  if (ticket.batch != 0) {
    --batches_.at(ticket.batch).open;
    settle_batch(ticket.batch);
  }
  return ticket.started;
}

void Client::attach_job(std::uint32_t ticket, std::shared_ptr<workers::JobState> job,
                        bool is_for_reply) {
  const auto found = tickets_.find(ticket);
  if (found == tickets_.end()) return;
  found->second.job = std::move(job);
  found->second.is_for_reply = is_for_reply;
}

bool Client::cancel_for_replies() {
  bool is_elsewhere = false;
  for (const auto& [number, ticket] : tickets_) {
    if (ticket.job == nullptr) is_elsewhere = true;
    if (ticket.job != nullptr && ticket.is_for_reply) ticket.job->cancel();
  }
  return is_elsewhere;
}

std::vector<std::uint32_t> Client::cancel(std::string_view id_text) {
  std::vector<std::uint32_t> elsewhere;
  for (const auto& [number, ticket] : tickets_) {
    if (ticket.id_text.empty() || normal_form(ticket.id_text) != id_text) continue;
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
