#include "core/base/error.hpp"

#include <algorithm>
#include <array>

namespace goxel {

namespace {

constexpr auto kInfos = std::to_array<ErrorInfo>({
    {ErrorCode::ParseError, "parse_error",
     "the bytes are no JSON text, a message or its nesting is too large, a "
     "`Content-Length` header block is malformed, or the peer speaks HTTP; id is null",
     "`limit`, `maximum` when a limit was met"},
    {ErrorCode::InvalidRequest, "invalid_request",
     "no JSON-RPC 2.0 request: a missing or wrong `jsonrpc`, `method`, `params` or `id`, "
     "a member name twice, an empty batch",
     ""},
    {ErrorCode::MethodNotFound, "method_not_found",
     "there is no such method; the message suggests the nearest name", ""},
    {ErrorCode::InvalidParams, "invalid_params",
     "a parameter is missing, unknown, surplus, of a wrong type or out of range; an "
     "unknown format, extension or preset",
     "`path`, such as `params.color[0]`"},
    {ErrorCode::InternalError, "internal_error",
     "a fault in the service; the log has a line about one in a handler", ""},
    {ErrorCode::ProjectLocked, "project_locked",
     "as many projects are under way as may be: single mode, or `--max-projects`",
     "`holder` {`project_id`, `held_seconds`, `idle_seconds`}: of the projects under way "
     "the one that has been idle longest; `waiting`: requests that wait for a place; "
     "`retry_after_ms`"},
    {ErrorCode::NoProject, "no_project",
     "the method needs a project, and neither the request nor the connection means one; "
     "`detach_session` on a connection that is bound to none",
     "`sessions` when the connection's process has several: a list of their ids"},
    {ErrorCode::SessionNotFound, "session_not_found", "the session that is named does not exist",
     ""},
    {ErrorCode::Conflict, "conflict",
     "others changed the project while an `async` job worked on it; `diff` names a session that is "
     "at rest or being changed",
     "of a job `revision`, the project's now"},
    {ErrorCode::Busy, "busy",
     "too many jobs, connections, or requests that wait for a project; try again",
     "`limit`, `retry_after_ms`; for jobs and projects `maximum`, for projects `found`"},
    {ErrorCode::LimitExceeded, "limit_exceeded",
     "a size, a count, memory or the time of a job is over a limit "
     "([protocol.md](protocol.md)); with `memory_bytes` the process as a whole takes too "
     "much, and the same request may do later",
     "`limit`; often `maximum` and `found`"},
    {ErrorCode::NotFound, "not_found",
     "no such layer, material, camera, snapshot, managed picture or job, or no voxel to paint", ""},
    {ErrorCode::FileError, "file_error",
     "a file is missing, not permitted, outside the root, no regular file, or cannot be "
     "written",
     "`file`, as the client named it"},
    {ErrorCode::FormatError, "format_error", "a file's content is damaged or of no known format",
     "`offset` in bytes, where there is one"},
    {ErrorCode::Cancelled, "cancelled",
     "the job was stopped by `$/cancelRequest` or `cancel_job`, or the job or a wait for a project "
     "because the service ends",
     ""},
    {ErrorCode::Timeout, "timeout", "a time ran out", "", false},
    {ErrorCode::Unauthorized, "unauthorized",
     "a token is needed and none was shown, or a wrong one; the method, or another's session, needs "
     "the role admin",
     "`role`, the client's, where it is known"},
    {ErrorCode::ScriptError, "script_error", "a script failed", "`line` and `stack`", false},
    {ErrorCode::ReadOnly, "read_only", 
     "the client is a viewer, or the service is read-only, and the request would change something "
     "or write a file",
     ""},
    {ErrorCode::NotBuilt, "not_built", 
     "`execute_script`, and pictures with `renderer: \"path\"`: this build has no engine for it; "
     "said whether or not there is a project",
     ""},
});

}  // namespace

std::span<const ErrorInfo> error_infos() { return kInfos; }

std::string_view error_reason(ErrorCode code) {
  const auto row = std::find_if(kInfos.begin(), kInfos.end(),
                                [code](const ErrorInfo& info) { return info.code == code; });
  return row != kInfos.end() ? row->reason : "internal_error";
}

}  // namespace goxel
