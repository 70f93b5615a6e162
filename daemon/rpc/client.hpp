#pragma once

#include "core/base/error.hpp"
#include "daemon/metrics/worker_metrics.hpp"
#include "daemon/rpc/identity.hpp"
#include "workers/context.hpp"
#include "workers/job_pool.hpp"
#include "workers/session_id.hpp"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace goxel::rpc {

/// Names a client on its worker; never used twice by one worker.
using ClientId = std::uint64_t;

/// Stands for the worker's AsyncJobs in the place of a client; no client has it.
inline constexpr ClientId kAsyncJobs = 0;

/// Where an answer goes that is not written at once: a value, so it may cross threads.
struct ReplyAddress {
  workers::WorkerIndex worker = 0;
  ClientId client = 0;
  std::uint32_t ticket = 0;  ///< of the client; for kAsyncJobs the job's number
};

/// One peer, as requests see it: which session it is bound to, which of its requests are
/// unanswered, and the text that waits to be sent. The transport derives from it. Owned by one
/// worker.
class Client {
 public:
  explicit Client(std::shared_ptr<const Identity> identity) : identity_(std::move(identity)) {}
  virtual ~Client() = default;
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  ClientId id() const { return id_; }
  void set_id(ClientId id) { id_ = id; }
  const Identity& identity() const { return *identity_; }
  /// Once it has shown who it is. Requests under way keep the identity they came with.
  void set_identity(std::shared_ptr<const Identity> identity) { identity_ = std::move(identity); }
  /// Tokens that it showed in vain.
  int refused_tokens() const { return refused_tokens_; }
  void count_refused_token() { ++refused_tokens_; }

  const std::optional<workers::SessionId>& bound_session() const { return bound_session_; }
  /// See workers::Session::binding_epoch().
  std::uint32_t binding_epoch() const { return binding_epoch_; }
  void set_bound_session(const workers::SessionId& session, std::uint32_t epoch) {
    bound_session_ = session;
    binding_epoch_ = epoch;
  }
  void clear_bound_session() { bound_session_.reset(); }

  /// True for transports that keep a session between requests and can move to another worker.
  virtual bool can_bind() const = 0;
  /// The session that the transport names for a message under way, as its client wrote it; it means
  /// those requests of the message that name none themselves.
  virtual std::optional<std::string_view> named_session() const { return std::nullopt; }
  /// Reads no further message until release(): one under way decides where the next ones go. Calls
  /// nest.
  virtual void hold() = 0;
  /// Ends hold(). With `worker`, the connection first moves there, once none of its requests is in
  /// flight.
  virtual void release(std::optional<workers::WorkerIndex> worker) = 0;
  /// Closes the connection if its peer has closed it, for a transport that can tell before it is
  /// told, and if nothing that it sent is left to do.
  virtual void notice_end() {}
  /// There is text to send.
  virtual void flush() = 0;
  /// Whether it can take messages that answer nothing.
  virtual bool takes_notifications() const { return true; }
  /// Puts such a message among what is sent, outside of any batch.
  void notify(std::string message) {
    enqueue(message);
    flush();
  }
  /// Ends the connection; called on shutdown. What is in the buffer is sent first as far as the
  /// peer takes it.
  virtual void shut_down() = 0;

  /// Writes one reply: begin_reply() appends what stands before the "result" or "error" member and
  /// returns the buffer to write that member to; end_reply() adds the rest. Inside a batch they go
  /// to the batch's array.
  std::string& begin_reply();
  void end_reply(std::string_view id_text);

  /// Takes note of a request that is answered later. `id_text` is empty for a notification, which
  /// is counted but never answered.
  std::uint32_t open_ticket(std::string_view id_text, const metrics::Started& started);
  /// What a reply begins with, before its "result" or "error" member.
  static constexpr std::string_view kReplyStart = R"({"jsonrpc":"2.0",)";
  /// Answers it: `reply` is kReplyStart and the "result" or "error" member; a large one is not
  /// copied. An unknown ticket is ignored: its connection moved on. Returns since when it was open.
  std::optional<metrics::Started> close_ticket(std::uint32_t ticket, std::string reply);
  /// Lets a ticket's job be cancelled by request id. `is_for_reply`: nobody but this client has
  /// anything of it.
  void attach_job(std::uint32_t ticket, std::shared_ptr<workers::JobState> job, bool is_for_reply);
  /// For a client that has gone: cancels the jobs that are for its replies alone. Returns whether
  /// other workers may have such jobs too.
  bool cancel_for_replies();
  /// Cancels the jobs of unanswered requests with this id. Returns the tickets of those whose job,
  /// if they have one, runs for another worker.
  std::vector<std::uint32_t> cancel(std::string_view id_text);
  /// Requests not yet answered.
  std::size_t in_flight() const { return tickets_.size(); }

  /// Between the two, replies and tickets belong to one batch: its array is sent when the last
  /// element is answered.
  void begin_batch();
  void end_batch();

 protected:
  /// Puts `message`, one complete JSON text, into the transport's framing and its send buffer. May
  /// take its memory: what it holds afterwards is not specified.
  virtual void enqueue(std::string& message) = 0;

 private:
  struct Ticket {
    std::string id_text;
    std::uint32_t batch = 0;
    metrics::Started started;
    std::shared_ptr<workers::JobState> job;
    bool is_for_reply = false;  ///< the job
  };
  struct Batch {
    std::string text;
    std::size_t open = 0;
    bool is_complete = false;
  };

  /// Completes a reply and sends it, or adds it to its batch. Like enqueue() it may take its
  /// memory.
  void deliver(std::string& reply, std::string_view id_text, std::uint32_t batch);
  void settle_batch(std::uint32_t batch);

  ClientId id_ = 0;
  std::shared_ptr<const Identity> identity_;
  int refused_tokens_ = 0;
  std::optional<workers::SessionId> bound_session_;
  std::uint32_t binding_epoch_ = 0;
  std::string reply_;  ///< the one being written; kept for its capacity
  std::map<std::uint32_t, Ticket> tickets_;
  std::map<std::uint32_t, Batch> batches_;
  std::uint32_t next_ticket_ = 1;
  std::uint32_t next_batch_ = 1;
  std::uint32_t current_batch_ = 0;  ///< 0: none
};

}  // namespace goxel::rpc
