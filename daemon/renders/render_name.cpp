#include "daemon/renders/render_name.hpp"

#include "core/base/str_cat.hpp"
#include "daemon/files/random_hex.hpp"

#include <algorithm>

namespace goxel::renders {

namespace {

constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kHexDigits = "0123456789abcdef";
constexpr std::size_t kRandomDigits = 8;

bool take_text(std::string_view& rest, std::string_view expected) {
  if (rest.substr(0, expected.size()) != expected) return false;
  rest.remove_prefix(expected.size());
  return true;
}

/// Takes the run of `alphabet` at the front; false when there is none.
bool take_run(std::string_view& rest, std::string_view alphabet, std::size_t max_count) {
  const std::size_t count = std::min(rest.find_first_not_of(alphabet), rest.size());
  if (count == 0 || count > max_count) return false;
  rest.remove_prefix(count);
  return true;
}

}  // namespace

std::string make_render_name(std::int64_t now_s, std::string_view extension) {
  return str_cat("render_", now_s, "_auto", now_s, "_", files::random_hex(kRandomDigits / 2), ".",
                 extension);
}

std::string_view render_extension(std::string_view format) {
  if (format == "png") return "png";
  if (format == "jpeg") return "jpg";
  if (format == "webp") return "webp";
  return {};
}

bool is_render_name(std::string_view name) {
  constexpr std::size_t kSecondsDigits = 19;  // of the largest 64-bit number
  std::string_view rest = name;
  if (!take_text(rest, "render_") || !take_run(rest, kDigits, kSecondsDigits)) return false;
  if (!take_text(rest, "_auto") || !take_run(rest, kDigits, kSecondsDigits)) return false;
  if (!take_text(rest, "_") || rest.size() < kRandomDigits) return false;
  std::string_view random = rest.substr(0, kRandomDigits);
  if (!take_run(random, kHexDigits, kRandomDigits) || !random.empty()) return false;
  rest.remove_prefix(kRandomDigits);
  return rest == ".png" || rest == ".jpg" || rest == ".webp";
}

}  // namespace goxel::renders
