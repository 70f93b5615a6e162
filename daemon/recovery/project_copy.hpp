#pragma once

#include "core/base/limits.hpp"
#include "core/base/parallel.hpp"
#include "core/base/result.hpp"
#include "daemon/recovery/copy_info.hpp"
#include "daemon/recovery/session_record.hpp"
#include "daemon/recovery/state_directory.hpp"
#include "workers/session.hpp"

#include <cstdint>

namespace goxel::recovery {

/// Fills a new copy with a project's files; of `info` its id, principal, kind and time are written.
/// One file's bytes are held at a time. FileError, or LimitExceeded as soon as the files take more
/// than `max_bytes` together.
Result<void> write_project(StateDirectory::NewCopy& copy, const CopyInfo& info,
                           const workers::Project& project, std::int64_t max_bytes,
                           Parallel& parallel);

/// The session.json of a copy.
Result<SessionRecord> read_record(const StateDirectory& directory, const workers::SessionId& id);

/// Reads the project of a copy. Snapshots share with the image, and with each other, the tiles they
/// had in common before. FormatError when a file's content is not what it must be, LimitExceeded
/// when a file has more than `max_bytes` or its image more layers than `limits` allow.
///
/// The memory limit does not apply to a project that was let grow past it: it may take again what
/// it took.
Result<workers::Project> read_project(const StateDirectory& directory, const workers::SessionId& id,
                                      std::int64_t max_bytes, const Limits& limits);

}  // namespace goxel::recovery
