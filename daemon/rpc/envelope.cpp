#include "daemon/rpc/envelope.hpp"

#include "core/base/str_cat.hpp"
#include "daemon/rpc/decode_context.hpp"
#include "daemon/rpc/json_scan.hpp"

#include <algorithm>

namespace goxel::rpc {

namespace {

constexpr std::string_view kNullId = "null";

Error invalid(std::string problem) { return {ErrorCode::InvalidRequest, std::move(problem)}; }

/// The source text of an id, or nothing when its type is not allowed. `position`: which member of
/// the request it is.
std::optional<std::string_view> id_text(JsonView id, std::size_t position, std::string_view raw) {
  switch (id.kind()) {
    case JsonKind::Null:
      return kNullId;
    case JsonKind::Number:
      return id.text();
    case JsonKind::String:
      if (id.tape().has_escapes(id.index())) return member_text(raw, position);
      return id.tape().quoted_text(id.index());
    default:
      return std::nullopt;
  }
}

Result<void> take_params(JsonView value, Request& request) {
  if (value.is_null()) return {};
  if (!value.is_array() && !value.is_object()) {
    return invalid(str_cat("params is ", describe(value), "; it must be an array or an object"));
  }
  request.params = value;
  return {};
}

Result<void> take_string(std::string_view key, JsonView value, std::string_view& out) {
  if (!value.is_string())
    return invalid(str_cat(key, " is ", describe(value), "; it must be a string"));
  out = value.text();
  return {};
}

/// Other members are ignored.
Result<void> take_member(const JsonMember& member, std::size_t position, std::string_view raw,
                         Request& request, bool& has_version, bool& has_method) {
  if (is_same_name(member.key, "jsonrpc")) {
    has_version = member.value.is_string() && member.value.text() == "2.0";
    if (!has_version) {
      return invalid(str_cat("jsonrpc is ", describe(member.value), "; it must be \"2.0\""));
    }
  } else if (is_same_name(member.key, "method")) {
    has_method = true;
    return take_string(member.key, member.value, request.method);
  } else if (is_same_name(member.key, "params")) {
    return take_params(member.value, request);
  } else if (is_same_name(member.key, "id")) {
    const auto id = id_text(member.value, position, raw);
    if (!id) {
      return invalid(
          str_cat("id is ", describe(member.value), "; it must be a string, a number or null"));
    }
    request.id_text = *id;
    request.is_notification = false;
  } else if (is_same_name(member.key, "session") && !member.value.is_null()) {
    return take_string(member.key, member.value, request.session.emplace());
  }
  return {};
}

}  // namespace

Result<Request> read_request(JsonView root, std::string_view raw) {
  if (!root.is_object()) return invalid(str_cat("a request is an object, not ", describe(root)));
  if (const auto key = root.tape().duplicate_key(root.index(), root.end_index())) {
    return invalid(
        str_cat("the member name ", describe(JsonView(root.tape(), *key)), " is there twice"));
  }
  Request request;
  bool has_version = false;
  bool has_method = false;
  std::size_t position = 0;
  for (const JsonMember member : root.members()) {
    GOXEL_TRY(take_member(member, position++, raw, request, has_version, has_method));
  }
  if (!has_version) return invalid("jsonrpc is missing; it must be \"2.0\"");
  if (!has_method) return invalid("method is missing");
  return request;
}

std::string_view read_id(JsonView root, std::string_view raw) {
  if (!root.is_object()) return kNullId;
  std::optional<std::string_view> id;
  std::size_t position = 0;
  for (const JsonMember member : root.members()) {
    if (is_same_name(member.key, "id")) {
      if (id) return kNullId;
      id = id_text(member.value, position, raw);
      if (!id) return kNullId;
    }
    ++position;
  }
  return id.value_or(kNullId);
}

BatchReader::BatchReader(JsonView root, std::string_view raw)
    : root_(root), index_(root.index() + 1), raw_(raw) {
  GOXEL_ASSERT(root.is_array());
}

std::optional<BatchReader::Element> BatchReader::next() {
  if (index_ >= root_.end_index()) return std::nullopt;
  const JsonView element(root_.tape(), index_);
  index_ = element.end_index();
  // Only the spelling of escaped ids is ever looked up in the source.
  if (!root_.tape().has_escapes()) return Element{element, {}};
  const std::size_t begin = skip_blank(raw_, at_);
  const std::size_t end = skip_value(raw_, begin);
  at_ = skip_blank(raw_, end) + 1;
  return Element{element, raw_.substr(begin, end - begin)};
}

std::size_t count_repeated(std::vector<std::string_view> ids) {
  ids.erase(std::remove(ids.begin(), ids.end(), kNullId), ids.end());
  std::sort(ids.begin(), ids.end());
  return static_cast<std::size_t>(ids.end() - std::unique(ids.begin(), ids.end()));
}

}  // namespace goxel::rpc
