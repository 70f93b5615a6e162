// The jobs behind requests, and what clients are told beside their answers.
#include "daemon/rpc/dispatcher.hpp"

#include <utility>

namespace goxel::rpc {

void Dispatcher::remember_job(const ReplyAddress& address, std::shared_ptr<workers::JobState> job,
                              bool is_for_reply) {
  if (address.client == kAsyncJobs)
    async_jobs_.find(address.ticket)->state = std::move(job);
  else if (address.worker != context_.worker())
    jobs_[{address.worker, {address.client, address.ticket}}] = {std::move(job), is_for_reply};
  else if (Client* client = find_client(address.client))
    client->attach_job(address.ticket, std::move(job), is_for_reply);
}

void Dispatcher::forget_job(const ReplyAddress& address) {
  jobs_.erase({address.worker, {address.client, address.ticket}});
}

void Dispatcher::cancel(Client& client, std::string_view id_text) {
  for (const std::uint32_t ticket : client.cancel(id_text)) {
    const JobKey key{context_.worker(), {client.id(), ticket}};
    for (workers::WorkerIndex i = 0; i < services_.pool->size(); ++i) {
      if (i == context_.worker()) continue;
      services_.pool->worker(i).post([key](workers::Context& there) {
        auto& jobs = Dispatcher::of(there).jobs_;
        if (const auto found = jobs.find(key); found != jobs.end()) found->second.state->cancel();
      });
    }
  }
}

void Dispatcher::cancel_jobs_for(ClientId client, workers::WorkerIndex worker) {
  for (auto at = jobs_.lower_bound({worker, {client, 0}});
       at != jobs_.end() && at->first.first == worker && at->first.second.first == client; ++at) {
    if (at->second.is_for_reply) at->second.state->cancel();
  }
}

void Dispatcher::notify(ClientId id, std::string message) {
  Client* client = find_client(id);
  if (client != nullptr && client->takes_notifications()) client->notify(std::move(message));
}

}  // namespace goxel::rpc
