#pragma once

#include <charconv>
#include <string>
#include <string_view>
#include <type_traits>

namespace goxel {

namespace detail {

inline void str_append(std::string& out, std::string_view text) { out += text; }
inline void str_append(std::string& out, char c) { out += c; }

template <class T>
requires(std::is_arithmetic_v<T> && !std::is_same_v<T, char> &&
         !std::is_same_v<T, bool>) void str_append(std::string& out, T number) {
  char digits[40];
  const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
  out.append(digits, end);
}

}  // namespace detail

/// Joins strings, characters and numbers into one string; numbers as std::to_chars writes them.
template <class... Parts>
std::string str_cat(const Parts&... parts) {
  std::string out;
  (detail::str_append(out, parts), ...);
  return out;
}

}  // namespace goxel
