#include "daemon/methods/operations.hpp"
#include "daemon/methods/planned.hpp"
#include "daemon/methods/tables.hpp"
#include "daemon/rpc/json_tape.hpp"

#include <chrono>

namespace goxel::methods {

using rpc::AnyJson;
using rpc::Call;

struct BatchParams {
  OperationList operations;
  bool atomic = true;
  bool results = true;
};
constexpr auto fields_of(rpc::Of<BatchParams>) {
  using P = BatchParams;
  return rpc::fields(
      rpc::field<&P::operations>(
          "operations",
          "each an object: type is the name of a method that edits, the rest its parameters"),
      rpc::field<&P::atomic>("atomic", "all or nothing; false: each succeeds or fails on its own")
          .optional(),
      rpc::field<&P::results>("results", "whether the result lists what each operation gave")
          .optional());
}

struct BatchResult {
  bool success = true;
  std::int64_t total_operations = 0;
  std::int64_t successful_operations = 0;
  std::int64_t failed_operations = 0;
  std::int64_t changed = 0;
  std::optional<AnyJson> results;
  std::optional<bool> truncated;
};
constexpr auto fields_of(rpc::Of<BatchResult>) {
  using R = BatchResult;
  return rpc::fields(
      rpc::field<&R::success>("success", "always true; of each operation see results"),
      rpc::field<&R::total_operations>("total_operations", "operations given"),
      rpc::field<&R::successful_operations>("successful_operations", "that were done"),
      rpc::field<&R::failed_operations>("failed_operations", "that failed; 0 when atomic"),
      rpc::field<&R::changed>("changed", "voxels that were changed, summed over the operations"),
      rpc::field<&R::results>("results",
                              "one for each operation, in order: what its method gives, or "
                              "{success: false, error}"),
      rpc::field<&R::truncated>("truncated",
                                "true when the last results are left out, for their size"));
}

namespace {

constexpr std::string_view kBatchName = "batch_operations";

/// Decoding a value takes about this long; more values than fit into kInlineNs make a job.
constexpr double kNodeNs = 25;

/// A batch on its way: begun by the worker, and where it takes long continued by a job.
struct BatchWork {
  rpc::Draft draft;
  OperationRun run;
  bool lists_results;
};

BatchResult describe(BatchWork& work) {
  BatchResult result;
  result.total_operations = work.run.total();
  result.successful_operations = work.run.succeeded();
  result.failed_operations = result.total_operations - result.successful_operations;
  result.changed = work.draft.voxels_changed;
  if (work.run.is_truncated()) result.truncated = true;
  if (work.lists_results) result.results = AnyJson{work.run.take_results()};
  return result;
}

struct BatchJob {
  using Answered = BatchResult;
  struct Task {
    rpc::JsonTape operations;
    BatchWork work;
    Image before;
  };
  struct Output {
    BatchWork work;
    std::int64_t unshared_bytes;  ///< of Task::before
  };

  static Result<Output> run(const Task& task, Parallel&, workers::JobState& state) {
    BatchWork work = task.work;
    work.draft.longest_ns = std::numeric_limits<double>::infinity();
    const rpc::JsonView operations(task.operations, 0);
    const auto ended = work.run.advance(operations, work.draft, state, std::nullopt);
    if (state.is_stop_requested()) return workers::stop_error(state);
    if (!ended) return ended.error();
    const std::int64_t unshared = unshared_bytes(task.before, work.draft.project.image);
    return Output{std::move(work), unshared};
  }

  static void finish(Call& call, Task&, Result<Output>&& output,
                     const rpc::Answer<BatchResult>& answer) {
    if (!output) return answer(std::move(output).error());
    const BatchResult result = describe(output->work);
    call.dispatcher().warn_of_unknown_names(kBatchName, output->work.run.warnings());
    if (call.has_session()) {
      detail::destroy_in_pool(call.services().jobs,
                              adopt_draft(call.session(), std::move(output->work.draft),
                                          output->unshared_bytes, kBatchName));
    }
    answer(result);
  }
};

/// Begins here, which for most batches is all, and leaves the rest to a job.
void invoke_batch(rpc::Dispatcher& dispatcher, rpc::Invocation& invocation) {
  BatchParams params;
  if (!rpc::detail::decode_or_answer(dispatcher, invocation, params)) return;
  auto options = rpc::read_job_options(invocation.params);
  if (!options) return dispatcher.answer_error(invocation.reply, options.error());
  Call call(dispatcher, invocation.client, *invocation.identity, invocation.session);
  const rpc::JsonView operations = *params.operations.array;
  BatchWork work{rpc::Draft(call.session().project()),
                 OperationRun(call.services().methods, call.limits(),
                              {params.atomic, params.results, dispatcher.ignores_unknown_names()}),
                 params.results};
  work.draft.is_all_or_nothing = params.atomic;
  work.draft.longest_ns = kInlineNs;
  const double decode_ns = kNodeNs * (operations.end_index() - operations.index());
  auto state = OperationRun::State::Paused;
  if (decode_ns <= kInlineNs && !options->is_async) {
    const auto inline_time = std::chrono::nanoseconds(static_cast<std::int64_t>(kInlineNs));
    NoProgress progress;
    const auto ended = work.run.advance(operations, work.draft, progress,
                                        std::chrono::steady_clock::now() + inline_time);
    if (!ended) return dispatcher.answer_error(invocation.reply, ended.error());
    state = *ended;
  }
  if (state == OperationRun::State::Paused) {
    return rpc::detail::start_long<BatchJob>(
        dispatcher, invocation, call, std::move(*options),
        {operations.tape().copy_of(operations.index()), std::move(work), call.image()});
  }
  const BatchResult result = describe(work);
  dispatcher.warn_of_unknown_names(kBatchName, work.run.warnings());
  adopt_draft(call.session(), std::move(work.draft), kBatchName);
  dispatcher.answer_result(invocation.reply, result);
}

}  // namespace

std::span<const rpc::Method> batch_methods() {
  static constexpr auto kTable = std::to_array<rpc::Method>({
      rpc::method_row<BatchParams, BatchResult>(
          kBatchName, rpc::Access::Write,
          "Makes many edits in one request and one step, all or nothing.", &invoke_batch)
          .fails(ErrorCode::NotFound)
          .fails(ErrorCode::Conflict),
  });
  return kTable;
}

}  // namespace goxel::methods
