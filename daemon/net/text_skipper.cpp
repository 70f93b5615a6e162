#include "daemon/net/text_skipper.hpp"

namespace goxel::net {

std::size_t TextSkipper::skip(std::string_view bytes) {
  std::size_t at = 0;
  while (at < bytes.size() && !is_done_) {
    at = is_in_string_ ? skip_string(bytes, at) : skip_outside(bytes, at);
  }
  return at;
}

std::size_t TextSkipper::skip_string(std::string_view bytes, std::size_t at) {
  for (; at < bytes.size(); ++at) {
    if (is_after_backslash_) {
      is_after_backslash_ = false;
    } else if (bytes[at] == '\\') {
      is_after_backslash_ = true;
    } else if (bytes[at] == '"') {
      is_in_string_ = false;
      is_done_ = depth_ == 0;
      return at + 1;
    }
  }
  return at;
}

/// Goes on to a string or to the end of the text: a bracket that closes the outermost, or, behind a
/// number or word at top level, white space.
std::size_t TextSkipper::skip_outside(std::string_view bytes, std::size_t at) {
  for (; at < bytes.size(); ++at) {
    switch (bytes[at]) {
      case '"':
        is_in_string_ = true;
        return at + 1;
      case '{':
      case '[':
        ++depth_;
        break;
      case '}':
      case ']':
        if (depth_ <= 1) {
          is_done_ = true;
          return at + 1;
        }
        --depth_;
        break;
      case ' ':
      case '\t':
      case '\r':
      case '\n':
        if (depth_ == 0) {
          is_done_ = true;
          return at;
        }
        break;
      default:
        break;
    }
  }
  return at;
}

}  // namespace goxel::net
