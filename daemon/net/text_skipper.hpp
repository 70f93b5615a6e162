#pragma once

#include <cstddef>
#include <string_view>

namespace goxel::net {

/// Finds the end of a JSON text without storing or checking it: counts brackets outside strings.
/// Takes pieces.
class TextSkipper {
 public:
  /// Looks at the next bytes; returns how many belong to the text. is_done() when it ended among
  /// them.
  std::size_t skip(std::string_view bytes);
  bool is_done() const { return is_done_; }

 private:
  std::size_t skip_string(std::string_view bytes, std::size_t at);
  std::size_t skip_outside(std::string_view bytes, std::size_t at);

  std::size_t depth_ = 0;
  bool is_in_string_ = false;
  bool is_after_backslash_ = false;
  bool is_done_ = false;
};

}  // namespace goxel::net
