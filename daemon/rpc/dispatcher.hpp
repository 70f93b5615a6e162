#pragma once

#include "daemon/rpc/call.hpp"
#include "daemon/rpc/invocation.hpp"
#include "daemon/rpc/json_parser.hpp"
#include "daemon/rpc/reply.hpp"

#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>

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

  /// Registers a client and gives it its id. It must be removed before it is destroyed.
  void add_client(Client& client);
  /// Forgets a client; its session stays, detached, unless it is ephemeral.
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

  /// Binds a client to a session of this worker, in place of the one it had.
  void bind(Client& client, workers::Session& session);
  /// The same for a session that another worker owns and has already counted the client on. Its
  /// requests are sent there until the connection has moved.
  void bind_remote(Client& client, const workers::SessionId& session);
  /// Releases a client's session, wherever it is; an ephemeral one ends with its last connection.
  void unbind(Client& client);
  /// Gives back one binding to a session, on whichever worker it is; an ephemeral one ends with the
  /// last.
  void release_session(const workers::SessionId& id);
  /// For a session whose connection took another: ends it, unless another connection is bound to it
  /// or it has changes that were never saved, which stay reachable by its id. Also for sessions of
  /// other workers.
  void retire_session(const workers::SessionId& id);
  /// Releases every client that a session of this worker has here.
  void unbind_all(const workers::SessionId& id);
  /// The same, and ends the session.
  void end_session(const workers::SessionId& id);

  /// Turns a reply that could be written at once into one that may come later. May be called again.
  const ReplyAddress& detach(Reply& reply);
  /// Sends the body of an answer ("result" or "error" member) to where it belongs, on whichever
  /// worker that is.
  void deliver(const ReplyAddress& address, std::string body);
  /// Answers with what write(std::string& out) appends: the "result" or "error" member.
  template <class Write>
  void answer(const Reply& reply, Write&& write) {
    if (reply.address) {
      std::string body;
      if (!reply.is_notification) write(body);
      deliver(*reply.address, std::move(body));
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

    /// Runs a request that was sent from another worker, or that has waited here for its session.
  void run_stored(const StoredRequest& request, bool has_waited);

  /// Ends the sessions that nobody is connected to, that have nothing unsaved, and that had no
  /// request for the idle time-out. A timer calls it.
  void expire_idle();
  /// Looks at no further message; what is under way is still answered.
  void stop_reading();
  /// Closes all clients, once what is answered has been sent.
  void close() override;

 private:
  void handle_request(Client& client, JsonView root, std::string_view raw);
  void handle_batch(Client& client, JsonView root, std::string_view raw);
  void route(Invocation& invocation);
  void execute(Invocation& invocation);
  void await_idle_check();
  /// Posts task(Dispatcher&) to the worker that owns a session; false when that is this one, and
  /// nothing is posted.
  template <class Task>
  bool sent_to_owner(const workers::SessionId& id, Task task);
  StoredRequest store(Invocation& invocation, const workers::SessionId& session);

  Services& services_;
  workers::Context& context_;
  std::unordered_map<ClientId, Client*> clients_;
  ClientId next_client_ = 1;
  boost::asio::steady_timer idle_timer_;
};

}  // namespace goxel::rpc
