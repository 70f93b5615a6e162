#pragma once

#include "core/base/limits.hpp"
#include "workers/job_pool.hpp"
#include "workers/session_id.hpp"

#include <chrono>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace goxel::rpc {

/// Names a job and the worker that looks after it, as a session's id does: "j<worker>-<16
/// letters>".
std::string job_id_text(const workers::SessionId& id);
/// Nothing unless `text` is exactly what job_id_text() would give.
std::optional<workers::SessionId> parse_job_id(std::string_view text);

/// The jobs of one worker that were asked for with `async`: found by id while they run, and with
/// their answers for Limits::job_result_ms after that, the oldest given up where they take more
/// than Limits::job_result_bytes; the last answer is kept whatever its size. Owned by one worker.
class AsyncJobs {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  struct Job {
    workers::SessionId id;
    std::string method;
    std::string principal;  ///< who asked
    std::string session;    ///< empty: none
    TimePoint started;
    std::shared_ptr<workers::JobState> state;  ///< null until it is queued
    std::optional<TimePoint> ended;
    std::string answer;  ///< once ended: the "result" or "error" member of a reply
  };

  AsyncJobs(const Limits& limits, std::uint32_t worker) : limits_(limits), worker_(worker) {}

  /// Takes note of a job that is about to be queued. Its number, from 1, is never used twice.
  std::uint32_t open(Job job);
  /// The job of a number that open() gave and that has not been given up.
  Job* find(std::uint32_t number);
  /// `answer`: the "result" or "error" member of a reply.
  void end(std::uint32_t number, std::string answer, TimePoint now);
  /// By id; those that expired are given up first.
  Job* find(const workers::SessionId& id, TimePoint now);
  void for_each(TimePoint now, const std::function<void(const Job&)>& visit);

 private:
  /// Gives up what is too old or too much, but not the job of the number `spared`.
  void expire(TimePoint now, std::uint32_t spared = 0);

  const Limits& limits_;
  const std::uint32_t worker_;
  std::uint32_t next_number_ = 1;
  std::map<std::uint32_t, Job> jobs_;
  std::unordered_map<workers::SessionId, std::uint32_t> numbers_;
  std::int64_t answer_bytes_ = 0;
};

}  // namespace goxel::rpc
