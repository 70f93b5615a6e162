#pragma once

#include "core/base/limits.hpp"
#include "core/base/progress.hpp"
#include "daemon/rpc/codec.hpp"
#include "daemon/rpc/editor.hpp"
#include "daemon/rpc/method_table.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace goxel::methods {

/// The operations that a request gives: {"type": <a method that edits>, ...its parameters}, checked
/// to be an array and no more. Refers to the tape it was decoded from.
struct OperationList {
  std::optional<rpc::JsonView> array = std::nullopt;
};

/// How operations are run.
struct OperationOptions {
  bool is_atomic = true;               ///< the first failure ends the run; else each stands alone
  bool lists_results = true;           ///< keeps what each gave
  bool ignores_unknown_names = false;  ///< see rpc::DecodeContext
};

/// Runs operations on a draft, one after the other, in one go or in several, on one thread at a
/// time. A value; copying costs the results so far.
class OperationRun {
 public:
  /// `methods` and `limits` must outlive it.
  OperationRun(const rpc::MethodTable& methods, const Limits& limits,
               const OperationOptions& options)
      : methods_(&methods), limits_(&limits), options_(options) {}

  enum class State : std::uint8_t { Finished, Paused };

  /// Goes on where it is. Pauses, before an operation, when the progress says to stop, at the
  /// deadline, and where the draft does not allow the next one's cost; `array` may then be another
  /// copy of the same. Atomic runs fail as the operation that fails, with a path that begins
  /// "params.operations[3]"; the draft is then of no use. Polls the clock for each operation.
  Result<State> advance(rpc::JsonView array, rpc::Draft& draft, Progress& progress,
                        std::optional<std::chrono::steady_clock::time_point> deadline);

  std::int64_t total() const { return done_; }
  std::int64_t succeeded() const { return succeeded_; }
  /// Whether results are missing at the end, because they would be larger than
  /// limits.message_bytes.
  bool is_truncated() const { return is_truncated_; }
  /// The results, an array as JSON text: what each method gives, or {success, error}. Call once.
  std::string take_results();
  /// Sentences about unknown names that were ignored, the first few.
  const std::vector<std::string>& warnings() const { return warnings_; }

 private:
  Result<rpc::Applied> apply(rpc::JsonView operation, rpc::Editor& editor);
  Result<const rpc::Method*> find_method(rpc::JsonView operation, rpc::DecodeContext& context);
  void note_failure(const Error& error);
  void bound_results(std::size_t before);

  const rpc::MethodTable* methods_;
  const Limits* limits_;
  OperationOptions options_;
  std::uint32_t offset_ = 1;  ///< nodes from the array's to the next operation's
  std::int64_t done_ = 0;
  std::int64_t succeeded_ = 0;
  bool is_truncated_ = false;
  std::string results_ = "[";
  std::vector<std::string> warnings_;
  const rpc::Method* last_method_ = nullptr;  ///< most operations are of the kind before
};

/// Puts what came of a draft in place of a session's project, as one step named `method`.
void adopt_draft(workers::Session& session, rpc::Draft&& draft, std::string_view method);

/// The same after a job. `unshared`: goxel::unshared_bytes() of the image there and the draft's.
/// Returns what workers::Session::replace_image() does.
std::vector<Image> adopt_draft(workers::Session& session, rpc::Draft&& draft, std::int64_t unshared,
                               std::string_view method);

}  // namespace goxel::methods

namespace goxel::rpc {
GOXEL_DECLARE_CODEC(methods::OperationList);
}  // namespace goxel::rpc
