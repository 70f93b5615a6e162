#include "workers/session_table.hpp"

#include <utility>

namespace goxel::workers {

Session* SessionTable::find(const SessionId& id) {
  owner_.assert_held();
  const auto found = sessions_.find(id);
  return found != sessions_.end() ? found->second.get() : nullptr;
}

Session& SessionTable::add(std::unique_ptr<Session> session) {
  owner_.assert_held();
  GOXEL_ASSERT(session != nullptr);
  const auto [at, is_new] = sessions_.try_emplace(session->id(), std::move(session));
  GOXEL_CHECK(is_new);
  return *at->second;
}

void SessionTable::remove(const SessionId& id) {
  owner_.assert_held();
  const auto found = sessions_.find(id);
  GOXEL_ASSERT(found != sessions_.end());
  const std::unique_ptr<Session> removed = std::move(found->second);
  sessions_.erase(found);
  while (const auto request = removed->take_waiting()) request();
}

void SessionTable::resume(const SessionId& id) {
  owner_.assert_held();
  // A copy: `id` may be the session's own, and a request may end the session.
  const SessionId key = id;
  // A request that is run here may lower its barrier at once and come back: the loop under way goes
  // on then, so that the stack does not grow with what waits.
  if (!resuming_.insert(key).second) return;
  for (Session* session = find(key); session != nullptr && !session->is_barred();
       session = find(key)) {
    const auto request = session->take_waiting();
    if (!request) break;
    request();
  }
  resuming_.erase(key);
}

void SessionTable::clear() {
  owner_.assert_held();
  sessions_.clear();
}

std::size_t SessionTable::size() const {
  owner_.assert_held();
  return sessions_.size();
}

}  // namespace goxel::workers
