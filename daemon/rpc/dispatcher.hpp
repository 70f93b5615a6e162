#pragma once

#include "daemon/metrics/lap_clock.hpp"
#include "daemon/rpc/async_jobs.hpp"
#include "daemon/rpc/call.hpp"
#include "daemon/rpc/invocation.hpp"
#include "daemon/rpc/json_parser.hpp"
#include "daemon/rpc/project_gate.hpp"
#include "daemon/rpc/reply.hpp"
#include "daemon/rpc/session_keeper.hpp"

#include <boost/asio/steady_timer.hpp>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace goxel::rpc {

/// One worker's way from a message to its answer: envelope, method row, session, handler, reply. A
/// request that means a session of another worker is sent there as a value and its answer comes
/// back; everything else happens here and now. Owned by one worker.
class Dispatcher final : public workers::Resident {
 public:
  Dispatcher(Services& services, workers::Context& context);

  /// The calling worker's dispatcher.
  static Dispatcher& of(workers::Context& context);

  Services& services() { return services_; }
  workers::Context& context() { return context_; }
  SessionKeeper& keeper() { return keeper_; }
  ProjectGate& gate() { return gate_; }
  metrics::WorkerMetrics& metrics() { return metrics_; }
  /// Times the requests that are handled; whoever handles many in a row may start and stop it.
  metrics::LapClock& laps() { return laps_; }

  /// Registers a client and gives it its id. It must be removed before it is destroyed.
  void add_client(Client& client);
  /// Forgets a client; its session stays, detached, unless it is ephemeral. Jobs that make nothing
  /// but an answer to it are cancelled; changes and files are finished.
  void remove_client(Client& client);
  /// Forgets a client that goes to another worker: it stays bound.
  void hand_over_client(Client& client);
  Client* find_client(ClientId id);
  std::size_t client_count() const { return clients_.size(); }

  /// Handles one complete message, a request or a batch. `raw` is its exact text. Answers that are
  /// ready are in the client's buffer on return; the caller flushes it.
  void handle_message(Client& client, JsonView root, std::string_view raw);
  /// Answers something that was no message.
  void answer_malformed(Client& client, const Error& error);

  /// A session in whose place another has come.
  struct Replaced {
    workers::SessionId id;
    /// Its process meant it by having made no other: the client is told of the new one only when
    /// this one is settled, so that its process's next request finds one session.
    bool is_by_process = false;
  };
  /// Makes a session of this worker the one that later requests mean: those of `client`, or, when
  /// sessions are shared, everybody's. Returns the one in whose place it comes.
  std::optional<Replaced> adopt(Client* client, workers::Session& session);
  /// Whether a client, or its absence, can adopt a session at all.
  bool can_adopt(const Client* client) const;
  /// Binds a client to a session of this worker, in place of the one it had.
  void bind(Client& client, workers::Session& session);
  /// The same for a session that another worker owns and has already counted the client on. Its
  /// requests are sent there until the connection has moved.
  void bind_remote(Client& client, const workers::SessionId& session, std::uint32_t epoch);
  /// For a connection that has come here to be with its session: false when the session has ended,
  /// or released all its connections, on the way.
  bool is_still_bound(const workers::SessionId& session, std::uint32_t epoch);
  /// Releases a client's session, wherever it is; an ephemeral one ends with its last connection.
  void unbind(Client& client);
  /// Gives back one binding to a session, on whichever worker it is, unless all were given back
  /// since; an ephemeral one ends with the last.
  void release_session(const workers::SessionId& id, std::optional<std::uint32_t> epoch);
  /// Gives up a session that another has replaced, unless somebody else is bound to it, and then
  /// calls `then` on this worker: at once, unless the session is another worker's.
  void retire_session(const workers::SessionId& id, std::function<void()> then = {});
  /// Releases every client that a session of this worker has.
  void unbind_all(const workers::SessionId& id);
  /// Lets nothing of a client run until let_go(), neither unread messages nor what has waited for a
  /// session: for a request that decides later which session they mean. Calls nest.
  void hold_back(Client& client);
  /// Ends hold_back(), runs what had to wait, in order, and lets the connection move to where its
  /// session is.
  void let_go(Client& client);
  /// Which session a client's request means that names none; `candidates`, when given, gets the
  /// sessions of its process where that is more than one.
  std::optional<workers::SessionId> session_meant_by(
      const Client& client, std::vector<workers::SessionId>* candidates = nullptr) const;

  /// Turns a reply that could be written at once into one that may come later. May be called again.
  const ReplyAddress& detach(Reply& reply);
  /// Sends an answer, Client::kReplyStart and the "result" or "error" member, to where it belongs,
  /// on whichever worker that is.
  void deliver(const ReplyAddress& address, std::string reply);
  /// Answers with what write(std::string& out) appends: the "result" or "error" member.
  template <class Write>
  void answer(const Reply& reply, Write&& write) {
    if (reply.address) {
      std::string text;
      if (!reply.is_notification) write(text += Client::kReplyStart);
      deliver(*reply.address, std::move(text));
    } else if (!reply.is_notification) {
      write(reply.client->begin_reply());
      reply.client->end_reply(reply.id_text);
    }
  }
  template <class R>
  void answer_result(const Reply& reply, const R& result) {
    answer(reply, [&](std::string& out) {
      out += R"("result":)";
      JsonWriter writer(out);
      Codec<R>::encode(writer, result);
    });
  }
  void answer_error(const Reply& reply, const Error& error);

  /// A request as a value that can wait here, or be sent elsewhere; its answer comes later.
  StoredRequest store(Invocation& invocation);
  /// Where the answer of a stored request goes.
  static Reply reply_to(const StoredRequest& request);
  /// Runs a request that was sent from another worker, or that has waited here for its session or
  /// for its place in the project lock.
  void run_stored(const StoredRequest& request, bool has_waited);

  /// Lets a job be cancelled by whoever waits for its answer, until forget_job(). `is_for_reply`:
  /// it is cancelled too when that client has gone.
  void remember_job(const ReplyAddress& address, std::shared_ptr<workers::JobState> job,
                    bool is_for_reply);
  void forget_job(const ReplyAddress& address);
  /// Cancels the jobs of a client's unanswered requests with this id, on whichever worker.
  void cancel(Client& client, std::string_view id_text);

  /// The jobs of this worker that were asked for with `async`.
  AsyncJobs& async_jobs() { return async_jobs_; }
  /// Sends a client of this worker a message that answers nothing, if it is still there.
  void notify(ClientId client, std::string message);
  /// Single mode: unknown names of parameters are ignored, for the older daemon's clients.
  bool ignores_unknown_names() const {
    return services_.project_mode == config::ProjectMode::Single;
  }
  /// Logs each of these sentences of a DecodeContext, once for all requests of a method.
  void warn_of_unknown_names(std::string_view method, std::span<const std::string> sentences);

  /// The method and the request id that are handled now, for the log; both empty when none is.
  std::pair<std::string_view, std::string_view> request_under_way() const;
  /// Looks at no further message; what is under way is still answered.
  void stop_reading();
  /// Closes all clients, once what is answered has been sent.
  void close() override;

 private:
  using JobKey = std::pair<workers::WorkerIndex, std::pair<ClientId, std::uint32_t>>;

  void cancel_jobs_for(ClientId client, workers::WorkerIndex worker);
  void handle_request(Client& client, JsonView root, std::string_view raw);
  void handle_batch(Client& client, JsonView root, std::string_view raw);
  void rebind(Client& client, const workers::SessionId& id, std::uint32_t epoch);
  bool opens_shared(const Method& method) const;
  bool refuse_for_role(const Invocation& invocation, std::string_view name);
  void route(Invocation& invocation);
  void answer_without_session(Invocation& invocation);
  void note_release(const Invocation& invocation);
  bool wait_for_session(Invocation& invocation, workers::Session& session);
  void retire_here(const workers::SessionId& id);
  bool refuse_for_memory(const Invocation& invocation);
  void note_foreign_write(const Invocation& invocation);
  void execute(Invocation& invocation);
  void await_idle_check();
  /// Posts task(Dispatcher&) to the worker that owns a session; false when that is this one, and
  /// nothing is posted.
  template <class Task>
  bool sent_to_owner(const workers::SessionId& id, Task task);

  Services& services_;
  workers::Context& context_;
  SessionKeeper keeper_;
  ProjectGate gate_;
  std::unordered_map<ClientId, Client*> clients_;
  ClientId next_client_ = 1;
  struct RemoteJob {
    std::shared_ptr<workers::JobState> state;
    bool is_for_reply;
  };
  std::map<JobKey, RemoteJob> jobs_;  ///< of clients of other workers
  AsyncJobs async_jobs_;
  /// For each client that is held back.
  struct HeldBack {
    int count = 0;
    std::deque<StoredRequest> requests;
  };
  std::unordered_map<ClientId, HeldBack> held_back_;
  std::set<std::string> warned_of_;  ///< at most kMostWarnings
  const Invocation* under_way_ = nullptr;
  metrics::WorkerMetrics& metrics_;
  metrics::LapClock laps_;
  metrics::Started started_;  ///< the request that is looked at now, on its client's worker
  bool is_closing_ = false;
  boost::asio::steady_timer idle_timer_;
};

template <class Task>
bool Dispatcher::sent_to_owner(const workers::SessionId& id, Task task) {
  const auto owner = id.owner(services_.pool->size());
  if (owner == context_.worker()) return false;
  services_.pool->worker(owner).post(
      [task = std::move(task)](workers::Context& there) mutable { task(Dispatcher::of(there)); });
  return true;
}

}  // namespace goxel::rpc
