#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace goxel {

/// Every bound on outside data, in one place. Each is a setting, answers in get_limits, and has a
/// test at the bound and one past it. Sizes are bytes.
struct Limits {
  std::int64_t message_bytes = 64LL << 20;
  std::int64_t nesting = 64;
  std::int64_t batch_length = 10'000;
  std::int64_t requests_in_flight = 1'024;       ///< per connection; past it reading stops
  std::int64_t unsent_reply_bytes = 64LL << 20;  ///< per connection; past it reading stops
  std::int64_t slow_reader_timeout_ms =
      60'000;  ///< without progress on unsent replies, then the connection closes
  std::int64_t header_bytes = 4'096;             ///< of a Content-Length header block
  std::int64_t http_header_bytes = 8'192;        ///< of the head of an HTTP request
  std::int64_t http_header_timeout_ms = 10'000;  ///< from its first byte to its last
  std::int64_t http_body_timeout_ms = 30'000;    ///< without a byte of a body that is coming
  std::int64_t http_idle_timeout_ms = 75'000;    ///< between two requests
  std::int64_t connections = 10'000;
  std::int64_t connections_per_user = 10'000;
  std::int64_t sessions = 20'000;
  std::int64_t recovery_sessions = 1'000;           ///< copies in the state folder
  std::int64_t recovery_bytes = 4LL << 30;          ///< of them all, on disk
  std::int64_t recovery_sessions_per_user = 1'000;  ///< copies of one user's sessions
  std::int64_t projects_waiting = 1'024;            ///< for a place in the project lock
  std::int64_t voxels_per_call = 4'000'000;         ///< in lists
  std::int64_t voxels_per_edit = 1LL << 31;         ///< in fills
  std::int64_t session_bytes = 2LL << 30;
  /// Of the process; past it requests that need more are refused. 0: four fifths of what the
  /// machine lets it have.
  std::int64_t memory_bytes = 0;
  std::int64_t file_bytes = 1LL << 30;       ///< of a file or inline data to load
  std::int64_t layers = 1'024;               ///< in one project
  std::int64_t history_steps = 256;          ///< that one project can undo
  std::int64_t history_bytes = 256LL << 20;  ///< held by them alone
  std::int64_t name_bytes =
      255;  ///< of a layer, project, camera or material; the .gox format's own
  std::int64_t picture_side = 16'384;
  std::int64_t picture_pixels = 64LL << 20;
  std::int64_t samples = 16;           ///< a pixel, preview renderer
  std::int64_t jobs_per_session = 64;  ///< queued or running
  std::int64_t jobs = 4'096;           ///< queued or running, in all
  std::int64_t job_time_ms = 600'000;
  std::int64_t job_result_ms = 600'000;        ///< for which the answer of an async job is kept
  std::int64_t job_result_bytes = 64LL << 20;  ///< of all such answers of one worker
};

/// One limit by name, so that settings, get_limits and the documents are made from one list.
struct LimitInfo {
  std::string_view name;
  std::int64_t Limits::*member;
  std::string_view doc;
};

/// All limits, in the order in which they are shown.
std::span<const LimitInfo> limit_infos();

}  // namespace goxel
