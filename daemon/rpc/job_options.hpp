#pragma once

#include "core/base/result.hpp"
#include "daemon/rpc/json_tape.hpp"

#include <optional>
#include <string>

namespace goxel::rpc {

/// What a request asks of the job that it becomes, by reserved members of its object params. The
/// tokens are JSON texts, strings or numbers as the client wrote them; empty: none.
struct JobOptions {
  bool is_async = false;        ///< answered at once with the job's id
  std::string progress_token;   ///< for goxel.progress
  std::string work_done_token;  ///< for $/progress, as the Language Server Protocol has it
};

/// InvalidParams with the path of a member of another type. Params by position have none.
Result<JobOptions> read_job_options(const std::optional<JsonView>& params);

}  // namespace goxel::rpc
