#pragma once

#include <cstddef>
#include <string_view>

namespace goxel::rpc {

// Finding parts of a JSON text that is known to be valid, by their bytes. For the few places that
// need the source's own spelling; everything else reads the tape.

/// First offset at or after `at` that is not white space; text.size() when there is none.
std::size_t skip_blank(std::string_view text, std::size_t at);
/// Offset just after the value that starts at `at`.
std::size_t skip_value(std::string_view text, std::size_t at);
/// The bytes of the value of member number `index` of the object that `text` is.
std::string_view member_text(std::string_view text, std::size_t index);

}  // namespace goxel::rpc
