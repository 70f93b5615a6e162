#include "core/base/error.hpp"

namespace goxel {

std::string_view error_reason(ErrorCode code) {
  switch (code) {
    case ErrorCode::ParseError: return "parse_error";
    case ErrorCode::InvalidRequest: return "invalid_request";
    case ErrorCode::MethodNotFound: return "method_not_found";
    case ErrorCode::InvalidParams: return "invalid_params";
    case ErrorCode::InternalError: return "internal_error";
    case ErrorCode::ProjectLocked: return "project_locked";
    case ErrorCode::NoProject: return "no_project";
    case ErrorCode::SessionNotFound: return "session_not_found";
    case ErrorCode::Conflict: return "conflict";
    case ErrorCode::Busy: return "busy";
    case ErrorCode::LimitExceeded: return "limit_exceeded";
    case ErrorCode::NotFound: return "not_found";
    case ErrorCode::FileError: return "file_error";
    case ErrorCode::FormatError: return "format_error";
    case ErrorCode::Cancelled: return "cancelled";
    case ErrorCode::Timeout: return "timeout";
    case ErrorCode::Unauthorized: return "unauthorized";
    case ErrorCode::ScriptError: return "script_error";
    case ErrorCode::ReadOnly: return "read_only";
    case ErrorCode::NotBuilt: return "not_built";
  }
  return "internal_error";
}

}  // namespace goxel
