#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace goxel {

/// Every way in which a request can fail. The number is what the wire carries; error_reason() gives
/// the word that clients switch on. The first five are JSON-RPC's own; ours lie outside every range
/// that a protocol reserves. Each has a row in error_infos().
enum class ErrorCode : std::int32_t {
  ParseError = -32700,
  InvalidRequest = -32600,
  MethodNotFound = -32601,
  InvalidParams = -32602,
  InternalError = -32603,
  ProjectLocked = -1100,
  NoProject = -1101,
  SessionNotFound = -1102,
  Conflict = -1103,
  Busy = -1104,
  LimitExceeded = -1105,
  NotFound = -1106,
  FileError = -1107,
  FormatError = -1108,
  Cancelled = -1109,
  Timeout = -1110,
  Unauthorized = -1111,
  ScriptError = -1112,
  ReadOnly = -1113,
  NotBuilt = -1114,
};

/// What the documents say about a code.
struct ErrorInfo {
  ErrorCode code;
  std::string_view reason;   ///< see error_reason()
  std::string_view when;     ///< Markdown, without a full stop
  std::string_view details;  ///< the members of `data` beside `reason`, Markdown; may be empty
  bool is_answered = true;   ///< false: kept for later, and answered by nothing so far
};

/// All codes, in the order in which they are shown.
std::span<const ErrorInfo> error_infos();

/// The stable word for a code, such as "limit_exceeded".
std::string_view error_reason(ErrorCode code);

/// One machine-readable fact about a failure, for example {"limit", "message_bytes"} or {"maximum",
/// 64}. A fact with parts is a list of details, such as {"holder", {{"project_id", "castle"}}}.
struct ErrorDetail {
  std::string key;
  std::variant<std::int64_t, std::string, std::vector<std::string>, std::vector<ErrorDetail>> value;

  friend bool operator==(const ErrorDetail&, const ErrorDetail&) = default;
};

/// A failure as a value: what went wrong, in one sentence that names the offender and what is
/// allowed.
struct Error {
  ErrorCode code = ErrorCode::InternalError;
  std::string message;
  std::vector<ErrorDetail> details = {};

  /// Adds a fact and returns the error, so that it can be built in one expression.
  Error&& with(std::string key, std::int64_t value) && {
    details.push_back({std::move(key), value});
    return std::move(*this);
  }
  Error&& with(std::string key, std::string value) && {
    details.push_back({std::move(key), std::move(value)});
    return std::move(*this);
  }
  Error&& with(std::string key, std::vector<ErrorDetail> value) && {
    details.push_back({std::move(key), std::move(value)});
    return std::move(*this);
  }

  friend bool operator==(const Error&, const Error&) = default;
};

}  // namespace goxel
