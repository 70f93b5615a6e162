#include "daemon/recovery/recovery_store.hpp"

#include "core/base/str_cat.hpp"
#include "daemon/recovery/project_copy.hpp"

#include <algorithm>
#include <utility>

namespace goxel::recovery {

namespace {

using workers::MutexLock;
using workers::Project;
using workers::SessionId;

Error no_copy(const SessionId& id) {
  return {ErrorCode::SessionNotFound, str_cat("there is no copy of session ", id.to_string())};
}

}  // namespace

/// A call on one session, from its start on. After wait() it has the session's folder for itself.
class RecoveryStore::Turn {
 public:
  Turn(const RecoveryStore& store, const SessionId& id) : store_(store), id_(id) {
    const MutexLock lock(store_.mutex_);
    number_ = store_.next_call_++;
    ++store_.turns_[id_].calls;
  }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;
  ~Turn() {
    const MutexLock lock(store_.mutex_);
    const auto found = store_.turns_.find(id_);
    if (has_folder_) found->second.is_taken = false;
    if (--found->second.calls == 0) store_.turns_.erase(found);
    store_.turn_ended_.notify_all();
  }

  /// One that no other call has; later calls have larger ones.
  std::uint64_t number() const { return number_; }
  void wait() {
    MutexLock lock(store_.mutex_);
    Turns& turns = store_.turns_[id_];
    while (turns.is_taken) lock.wait(store_.turn_ended_);
    turns.is_taken = true;
    has_folder_ = true;
  }
  /// Whether a write or removal that was called later is done already.
  bool is_overtaken() const {
    const MutexLock lock(store_.mutex_);
    return store_.turns_[id_].last > number_;
  }
  void set_done() {
    const MutexLock lock(store_.mutex_);
    store_.turns_[id_].last = number_;
  }

 private:
  const RecoveryStore& store_;
  const SessionId id_;
  std::uint64_t number_ = 0;
  bool has_folder_ = false;
};

RecoveryStore::RecoveryStore(const Options& options, OnDrop on_drop, StateDirectory directory)
    : options_(options), on_drop_(std::move(on_drop)), directory_(std::move(directory)) {}

Result<std::unique_ptr<RecoveryStore>> RecoveryStore::open(const Options& options, OnDrop on_drop) {
  return open_for_test(options, std::move(on_drop), files::system_calls());
}

Result<std::unique_ptr<RecoveryStore>> RecoveryStore::open_for_test(
    const Options& options, OnDrop on_drop, const files::SystemCalls& calls) {
  GOXEL_ASSIGN(StateDirectory directory, StateDirectory::open(options.folder, calls));
  // The constructor is private.
  std::unique_ptr<RecoveryStore> store(
      new RecoveryStore(options, std::move(on_drop), std::move(directory)));
  store->list_copies();
  return store;
}

void RecoveryStore::list_copies() {
  for (const StateDirectory::Listed& listed : directory_.list()) {
    CopyInfo info{.id = listed.id,
                  .is_dirty = true,
                  .written_at = listed.modified_at,
                  .size_bytes = listed.size_bytes};
    if (auto record = read_record(directory_, listed.id)) {
      info.principal = std::move(record->principal);
      info.name = std::move(record->name);
      info.is_dirty = record->is_dirty;
      info.kind = record->kind;
      info.written_at = record->written_at;
    }
    const MutexLock lock(mutex_);
    index_.put(std::move(info));
  }
}

void RecoveryStore::drop(const std::vector<DroppedCopy>& dropped) {
  for (const DroppedCopy& copy : dropped) {
    if (erase(copy.info) && on_drop_) on_drop_(copy.info, copy.why);
  }
}

Result<void> RecoveryStore::write(const SessionId& id, std::string_view principal,
                                  const Project& project, CopyKind kind, std::int64_t now,
                                  Parallel& parallel) {
  std::vector<DroppedCopy> dropped;
  {
    Turn turn(*this, id);
    const std::int64_t written_at = std::max<std::int64_t>(now, 0);
    CopyInfo info{id, std::string(principal), project.name, project.is_dirty(), kind, written_at};
    GOXEL_ASSIGN(StateDirectory::NewCopy copy, directory_.begin(id, turn.number()));
    GOXEL_TRY(write_project(copy, info, project, options_.bytes, parallel));
    info.size_bytes = copy.size_bytes();
    turn.wait();
    if (turn.is_overtaken()) return {};
    GOXEL_TRY(directory_.commit(std::move(copy)));
    turn.set_done();
    const MutexLock lock(mutex_);
    index_.put(std::move(info));
    dropped = index_.take_surplus(bounds(), &id);
  }
  // Not in this session's turn: two writes that drop each other's copies would wait for ever.
  drop(dropped);
  return {};
}

Result<Project> RecoveryStore::read(const SessionId& id) const {
  Turn turn(*this, id);
  turn.wait();
  if (!find(id)) return no_copy(id);
  return read_project(directory_, id, options_.bytes, options_.limits);
}

std::optional<CopyInfo> RecoveryStore::find(const SessionId& id) const {
  const MutexLock lock(mutex_);
  return index_.find(id);
}

std::vector<CopyInfo> RecoveryStore::list(std::string_view principal) const {
  const MutexLock lock(mutex_);
  std::vector<CopyInfo> listed;
  for (const auto& entry : index_.copies()) {
    if (principal.empty() || entry.second.principal == principal) listed.push_back(entry.second);
  }
  return listed;
}

std::optional<CopyInfo> RecoveryStore::take(const SessionId& id) {
  Turn turn(*this, id);
  turn.wait();
  if (turn.is_overtaken()) return std::nullopt;
  turn.set_done();
  const MutexLock lock(mutex_);
  return index_.take(id);
}

bool RecoveryStore::erase(const CopyInfo& copy) {
  std::string aside;
  {
    Turn turn(*this, copy.id);
    turn.wait();
    if (find(copy.id)) return false;
    auto taken = directory_.put_aside(copy.id, turn.number());
    if (!taken) {
      const MutexLock lock(mutex_);
      index_.put(copy);  // it is still there, and so it counts
      return false;
    }
    aside = std::move(*taken);
  }
  // Not in the session's turn, for which a worker may be waiting.
  directory_.clear(aside);
  return true;
}

bool RecoveryStore::remove(const SessionId& id) {
  const auto copy = take(id);
  return copy && erase(*copy);
}

void RecoveryStore::sweep(std::int64_t now) {
  std::vector<DroppedCopy> dropped;
  std::vector<DroppedCopy> surplus;
  {
    const MutexLock lock(mutex_);
    dropped = index_.take_older(now - options_.ttl_s);
    surplus = index_.take_surplus(bounds(), nullptr);
  }
  drop(dropped);
  drop(surplus);
}

}  // namespace goxel::recovery
