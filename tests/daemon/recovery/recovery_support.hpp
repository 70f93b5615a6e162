#pragma once

#include "core/base/parallel.hpp"
#include "daemon/recovery/recovery_store.hpp"
#include "tests/daemon/files/temporary_directory.hpp"
#include "workers/session.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace goxel::recovery {

inline constexpr std::int64_t kNow = 1'700'000'000;

/// "s<worker>-aaaaaaaaaaaaaaa<letter>".
inline workers::SessionId session_id(char letter, std::uint32_t worker = 1) {
  const auto id =
      workers::SessionId::parse("s" + std::to_string(worker) + "-aaaaaaaaaaaaaaa" + letter);
  REQUIRE(id.has_value());
  return *id;
}

inline std::unique_ptr<RecoveryStore> open_store(const RecoveryStore::Options& options,
                                                 RecoveryStore::OnDrop on_drop = nullptr) {
  auto store = RecoveryStore::open(options, std::move(on_drop));
  if (!store) FAIL(store.error().message);
  return std::move(store).value();
}

/// A project of one voxel, with unsaved changes, that is told by its name.
inline workers::Project small_project(const std::string& name) {
  workers::Project project;
  project.name = name;
  project.image.edit_layer(1).name = name;
  project.image.edit_layer(1).volume.set({1, 2, 3}, {10, 20, 30, 255});
  project.revision = 5;
  project.saved_revision = 4;
  return project;
}

inline Result<void> try_write(RecoveryStore& store, const workers::SessionId& id,
                              const workers::Project& project, std::int64_t now = kNow,
                              CopyKind kind = CopyKind::Evicted,
                              const std::string& principal = "uid:1000") {
  Serial serial;
  return store.write(id, principal, project, kind, now, serial);
}

inline void write(RecoveryStore& store, const workers::SessionId& id,
                  const workers::Project& project, std::int64_t now = kNow,
                  CopyKind kind = CopyKind::Evicted, const std::string& principal = "uid:1000") {
  const auto written = try_write(store, id, project, now, kind, principal);
  if (!written) FAIL(written.error().message);
}

inline workers::Project read(const RecoveryStore& store, const workers::SessionId& id) {
  auto project = store.read(id);
  if (!project) FAIL(project.error().message);
  return std::move(project).value();
}

/// The last letters of the ids of all copies, in order.
inline std::string letters(const RecoveryStore& store) {
  std::string found;
  for (const CopyInfo& info : store.list("")) found += info.id.to_string().back();
  return found;
}

}  // namespace goxel::recovery
