#pragma once

#include "bench/load/soak/visitor.hpp"

namespace goxel::bench {

/// One thing that a client of a soak does from its connecting to its going, chosen by chance: what
/// it left and is to come back to goes first. Counts itself, or what went wrong.
void visit(Visitor& visitor);

/// Comes back to everything that was left, after the stop, so that none of it stays.
void tidy_up(Visitor& visitor);

}  // namespace goxel::bench
