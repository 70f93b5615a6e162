#include "core/base/limits.hpp"

#include <array>

namespace goxel {

std::span<const LimitInfo> limit_infos() {
  static constexpr auto kInfos = std::to_array<LimitInfo>({
      {"message_bytes", &Limits::message_bytes, "size of one request or batch"},
      {"nesting", &Limits::nesting, "depth of arrays and objects in a message"},
      {"batch_length", &Limits::batch_length, "requests in one batch"},
      {"requests_in_flight", &Limits::requests_in_flight, "unanswered requests of one connection"},
      {"unsent_reply_bytes", &Limits::unsent_reply_bytes, "replies waiting for one connection"},
      {"slow_reader_timeout_ms", &Limits::slow_reader_timeout_ms,
       "time without progress before a slow reader is disconnected"},
      {"header_bytes", &Limits::header_bytes, "size of a Content-Length header block"},
      {"http_header_bytes", &Limits::http_header_bytes, "size of the head of an HTTP request"},
      {"http_header_timeout_ms", &Limits::http_header_timeout_ms,
       "time that the head of an HTTP request may take"},
      {"http_body_timeout_ms", &Limits::http_body_timeout_ms,
       "time without progress in the body of an HTTP request"},
      {"http_idle_timeout_ms", &Limits::http_idle_timeout_ms,
       "time that an HTTP connection may stay without a request"},
      {"connections", &Limits::connections, "live connections"},
      {"connections_per_user", &Limits::connections_per_user, "live connections of one user"},
      {"sessions", &Limits::sessions, "open sessions"},
      {"recovery_sessions", &Limits::recovery_sessions, "sessions kept in the state folder"},
      {"recovery_bytes", &Limits::recovery_bytes, "size of all sessions kept in the state folder"},
      {"recovery_sessions_per_user", &Limits::recovery_sessions_per_user,
       "sessions of one user kept in the state folder"},
      {"projects_waiting", &Limits::projects_waiting,
       "requests that wait for a place in the project lock"},
      {"voxels_per_call", &Limits::voxels_per_call, "voxels listed in one request"},
      {"voxels_per_edit", &Limits::voxels_per_edit, "voxels one fill may cover"},
      {"memory_bytes", &Limits::memory_bytes, "memory of the process"},
      {"session_bytes", &Limits::session_bytes, "memory of one session"},
      {"file_bytes", &Limits::file_bytes, "size of a file or of inline data to load"},
      {"layers", &Limits::layers, "layers in one project"},
      {"history_steps", &Limits::history_steps, "edits that one project can undo"},
      {"history_bytes", &Limits::history_bytes, "memory of the states kept for undo"},
      {"name_bytes", &Limits::name_bytes, "length of a name"},
      {"picture_side", &Limits::picture_side, "width or height of a picture in pixels"},
      {"picture_pixels", &Limits::picture_pixels, "pixels of a picture"},
      {"samples", &Limits::samples, "samples a pixel in the preview renderer"},
      {"jobs_per_session", &Limits::jobs_per_session, "jobs of one session, queued or running"},
      {"jobs", &Limits::jobs, "jobs in all, queued or running"},
      {"job_time_ms", &Limits::job_time_ms, "time one job may take"},
      {"job_result_ms", &Limits::job_result_ms,
       "time for which the answer of an async job is kept"},
      {"job_result_bytes", &Limits::job_result_bytes,
       "kept answers of async jobs on one worker; past it the oldest go"},
  });
  return kInfos;
}

}  // namespace goxel
