#pragma once

#include "core/base/limits.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace goxel::net {

/// Feeds `input` to a MessageReader cut in two at every place, byte by byte, and whole, ends it,
/// and checks that the same `events` come: a message's bytes, "!" for a parse error, "!name" for
/// one that names a limit.
void check_split_everywhere(const Limits& limits, const std::string& input,
                            const std::vector<std::string>& events);

}  // namespace goxel::net
