#pragma once

#include "bench/load/soak/visitor.hpp"

namespace goxel::bench {

/// Makes a project with a few voxels, bound to the connection or, if it is to be named, not.
Result<KnownProject> create_project(Visitor& visitor, RpcClient& client, bool is_named = false);

/// One edit by chance, on both sides. `project` is as the server's unless it fails.
Result<void> edit(Visitor& visitor, RpcClient& client, KnownProject& project);
/// As many of them, one after the other.
Result<void> edit(Visitor& visitor, RpcClient& client, KnownProject& project, int count);

/// Fails when the server's project holds anything else than `project`: the number of voxels, and
/// the colours of up to 100 of them and of some empty places.
Result<void> check(Visitor& visitor, RpcClient& client, const KnownProject& project);

/// Closes the project, and leaves nothing of it behind.
Result<void> discard(Visitor& visitor, RpcClient& client, const KnownProject& project);

/// Binds the connection to the project's session.
Result<void> attach(Visitor& visitor, RpcClient& client, const KnownProject& project);

}  // namespace goxel::bench
