#include "daemon/rpc/decode_context.hpp"

#include "core/base/str_cat.hpp"
#include "daemon/rpc/json_writer.hpp"

#include <algorithm>

namespace goxel::rpc {

std::string DecodeContext::path() const {
  std::vector<const PathScope*> scopes;
  for (const PathScope* scope = innermost_; scope != nullptr; scope = scope->parent_)
    scopes.push_back(scope);
  std::reverse(scopes.begin(), scopes.end());
  std::string path = "params";
  for (const PathScope* scope : scopes) {
    path += scope->is_name_ ? str_cat(".", scope->name_) : str_cat("[", scope->index_, "]");
  }
  return path;
}

Error DecodeContext::fail(std::string_view problem) const {
  std::string where = path();
  std::string message = str_cat(where, ": ", problem);
  return Error{ErrorCode::InvalidParams, std::move(message)}.with("path", std::move(where));
}

Error DecodeContext::wrong_type(JsonView found, std::string_view expected) const {
  return fail(str_cat(describe(found), " is not ", expected));
}

std::string describe(JsonView value) {
  constexpr std::size_t kShown = 40;
  switch (value.kind()) {
    case JsonKind::Null:
      return "null";
    case JsonKind::Bool:
      return value.as_bool() ? "true" : "false";
    case JsonKind::Array:
      return "an array";
    case JsonKind::Object:
      return "an object";
    default:
      break;
  }
  std::string_view text = value.text();
  const bool is_cut = text.size() > kShown;
  if (is_cut) {
    std::size_t size = kShown;
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0) == 0x80)
      --size;  // whole characters
    text = text.substr(0, size);
  }
  std::string shown;
  if (value.is_string()) {
    append_json_string(shown, text);
  } else {
    shown = text;
  }
  if (is_cut) shown += "...";
  return shown;
}

}  // namespace goxel::rpc
