#include "daemon/rpc/method.hpp"

#include <algorithm>

namespace goxel::rpc {

namespace {

bool names_a_layer(const Method& method) {
  return std::any_of(method.params.begin(), method.params.end(), [](const FieldInfo& field) {
    return field.type == &detail::kFieldType<LayerRef> ||
           field.type == &detail::kFieldType<std::optional<LayerRef>>;
  });
}

/// Whether a request for `method` may fail with `code` because of what the row says of it.
bool follows_from_row(const Method& method, ErrorCode code) {
  const bool is_about_session = method.access == Access::Peek || method.access == Access::Read ||
                                method.access == Access::Write;
  switch (code) {
    case ErrorCode::InternalError:
      return true;
    case ErrorCode::InvalidParams:
      return !method.takes_anything;
    case ErrorCode::ProjectLocked:
      return method.takes_place;
    case ErrorCode::NoProject:
      return method.access == Access::Read || method.access == Access::Write;
    case ErrorCode::SessionNotFound:
      return is_about_session;
    case ErrorCode::NotFound:
      return names_a_layer(method);
    // Of a list, of the process's memory, or of the session that is brought back from disk.
    case ErrorCode::LimitExceeded:
      return is_about_session || method.takes_place || method.is_long;
    // Of a job, also of the one that brings a session back.
    case ErrorCode::Busy:
    case ErrorCode::Cancelled:
      return is_about_session || method.takes_place || method.is_long;
    case ErrorCode::FileError:
    case ErrorCode::FormatError:
      return is_about_session || method.is_long;
    case ErrorCode::Conflict:
      return method.is_long && method.access == Access::Write;
    case ErrorCode::Unauthorized:
      return method.role != Role::None;
    case ErrorCode::ReadOnly:
      return method.role == Role::Editor;
    case ErrorCode::NotBuilt:
      return method.left_out != nullptr;
    default:
      return false;
  }
}

}  // namespace

std::vector<ErrorCode> errors_of(const Method& method) {
  std::vector<ErrorCode> codes;
  for (const ErrorInfo& info : error_infos()) {
    const auto& own = method.own_errors;
    if (follows_from_row(method, info.code) ||
        std::find(own.begin(), own.end(), info.code) != own.end())
      codes.push_back(info.code);
  }
  return codes;
}

}  // namespace goxel::rpc
