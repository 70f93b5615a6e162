#include "daemon/rpc/async_jobs.hpp"

#include <utility>

namespace goxel::rpc {

namespace {

/// What a job that has ended takes besides its answer, about.
constexpr std::int64_t kJobBytes = 512;

std::int64_t bytes_of(const AsyncJobs::Job& job) {
  return kJobBytes + static_cast<std::int64_t>(job.answer.size());
}

}  // namespace

std::string job_id_text(const workers::SessionId& id) {
  std::string text = id.to_string();
  text[0] = 'j';
  return text;
}

std::optional<workers::SessionId> parse_job_id(std::string_view text) {
  if (text.empty() || text[0] != 'j') return std::nullopt;
  std::string session_text(text);
  session_text[0] = 's';
  return workers::SessionId::parse(session_text);
}

std::uint32_t AsyncJobs::open(Job job) {
  job.id = workers::SessionId::make(worker_);
  numbers_.emplace(job.id, next_number_);
  jobs_.emplace(next_number_, std::move(job));
  return next_number_++;
}

AsyncJobs::Job* AsyncJobs::find(std::uint32_t number) {
  const auto found = jobs_.find(number);
  return found != jobs_.end() ? &found->second : nullptr;
}

void AsyncJobs::end(std::uint32_t number, std::string answer, TimePoint now) {
  Job* const job = find(number);
  if (job == nullptr || job->ended) return;
  job->ended = now;
  job->answer = std::move(answer);
  answer_bytes_ += bytes_of(*job);
  expire(now, number);
}

AsyncJobs::Job* AsyncJobs::find(const workers::SessionId& id, TimePoint now) {
  expire(now);
  const auto number = numbers_.find(id);
  return number != numbers_.end() ? find(number->second) : nullptr;
}

void AsyncJobs::for_each(TimePoint now, const std::function<void(const Job&)>& visit) {
  expire(now);
  for (const auto& [number, job] : jobs_) visit(job);
}

void AsyncJobs::expire(TimePoint now, std::uint32_t spared) {
  const std::chrono::milliseconds kept(limits_.job_result_ms);
  for (auto at = jobs_.begin(); at != jobs_.end();) {
    const Job& job = at->second;
    const bool is_given_up = job.ended && at->first != spared &&
                             (now - *job.ended >= kept || answer_bytes_ > limits_.job_result_bytes);
    if (is_given_up) {
      answer_bytes_ -= bytes_of(job);
      numbers_.erase(job.id);
    }
    at = is_given_up ? jobs_.erase(at) : std::next(at);
  }
}

}  // namespace goxel::rpc
