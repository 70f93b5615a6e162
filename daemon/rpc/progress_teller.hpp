#pragma once

#include "daemon/rpc/client.hpp"
#include "daemon/rpc/job_options.hpp"
#include "workers/worker_pool.hpp"

#include <string>
#include <string_view>

namespace goxel::rpc {

/// Tells a client how its job goes, by notifications, for as long as its connection stays on the
/// worker where it asked:
///
///   goxel.progress  {"token", "fraction", "text"}; the last one has fraction 1, unless it failed
///   $/progress      {"token", "value": {"kind": "begin" | "report" | "end", ...}}, of LSP 3.17
///
/// Immutable. report() may be called from the job's threads, one at a time; the rest belongs to the
/// worker that owns the job. Copies tell the same client.
class ProgressTeller {
 public:
  ProgressTeller(workers::WorkerPool& pool, const ReplyAddress& client, JobOptions options,
                 std::string_view method);

  /// Whether anybody wants to hear of it.
  bool is_wanted() const;
  /// On `here`, the worker that owns the job, before it is queued.
  void begin(workers::Context& here) const;
  void report(double fraction, std::string_view text) const;
  /// Before the answer is sent, on `here`, the worker that sends it.
  void end(workers::Context& here, bool has_succeeded) const;

 private:
  std::string fraction_text(double fraction, std::string_view text) const;
  std::string work_done_text(std::string_view kind, double fraction, std::string_view text) const;
  void send(std::string notification) const;
  void tell(workers::Context& here, std::string notification) const;

  workers::WorkerPool* pool_;
  ReplyAddress client_;
  JobOptions options_;
  std::string method_;
};

}  // namespace goxel::rpc
