#pragma once

#include "core/volume/volume.hpp"
#include "daemon/methods/edit.hpp"
#include "daemon/rpc/long_method.hpp"

#include <functional>
#include <utility>
#include <vector>

/// Methods that are quick on small things and slow on large ones. A handler
///
///   Result<PlannedEdit<R>> f(Editor&, P&&)    or    Result<PlannedRead<R>> f(Call&, P&&)
///
/// checks, and says what is to be done and about how long it takes. What is cheap is done and
/// answered at once; the rest becomes a job on a snapshot, so that other sessions of the worker do
/// not wait for it.
namespace goxel::methods {

/// Up to this much a worker does itself.
inline constexpr double kInlineNs = 2e6;

/// Work on the voxels of some layers. `apply` is pure: it may run on another thread.
template <class R>
struct PlannedEdit {
  std::vector<std::int32_t> layers;  ///< ids of normal layers, edited one after the other
  double cost_ns = 0;
  std::function<Result<std::int64_t>(Volume&, const edit::Scope&)> apply;
  R result = {};  ///< gets the sum of what apply() returned through set_changed()
};

/// Work that gives an answer and changes nothing. `find` is pure.
template <class R>
struct PlannedRead {
  double cost_ns = 0;
  std::function<Result<R>(Parallel&, Progress&)> find;
};

namespace detail {

template <class F>
struct PlanTraits;
template <class R, class P>
struct PlanTraits<Result<PlannedEdit<R>> (*)(rpc::Editor&, P&&)> {
  using Params = P;
  using Answered = R;
};
template <class R, class P>
struct PlanTraits<Result<PlannedRead<R>> (*)(rpc::Call&, P&&)> {
  using Params = P;
  using Answered = R;
};

template <class R>
Result<R> apply_edit(Image& image, const PlannedEdit<R>& planned, const edit::Scope& scope) {
  std::int64_t changed = 0;
  for (const std::int32_t id : planned.layers) {
    Volume volume = image.find_layer(id)->volume;
    GOXEL_ASSIGN(const std::int64_t here, planned.apply(volume, scope));
    changed += here;
    if (here != 0) image.edit_layer(id).volume = std::move(volume);
  }
  R result = planned.result;
  result.set_changed(changed);
  return result;
}

/// Lets images end on a thread of the pool: those of many tiles take long. When it is full they end
/// here.
inline void destroy_in_pool(workers::JobPool& jobs, std::vector<Image> images) {
  if (images.empty()) return;
  auto clear = [images = std::move(images)](Parallel&, workers::JobState&) mutable {
    images.clear();
  };
  (void)jobs.submit("images to destroy", std::move(clear));
}

template <class R>
struct EditJob {
  using Answered = R;
  struct Task {
    PlannedEdit<R> planned;
    Image image;
    Volume selection;
    std::string_view method;
    const Limits* limits;
  };
  struct Output {
    Image image;
    R result;
    std::int64_t unshared_bytes;  ///< of the task's image
  };

  static Result<Output> run(const Task& task, Parallel&, workers::JobState& state) {
    Image image = task.image;
    const edit::Scope scope{*task.limits, state, &task.selection};
    GOXEL_ASSIGN(R result, apply_edit(image, task.planned, scope));
    const std::int64_t unshared = unshared_bytes(task.image, image);
    return Output{std::move(image), std::move(result), unshared};
  }

  static void finish(rpc::Call& call, Task& task, Result<Output>&& output,
                     const rpc::Answer<R>& answer) {
    if (!output) return answer(std::move(output).error());
    // The session's image is still the one of the task, or this would be a conflict. What takes
    // time for many tiles is left to the pool, so that the worker's other sessions do not wait.
    if (call.has_session()) {
      destroy_in_pool(call.services().jobs,
                      call.session().replace_image(std::move(output->image), output->unshared_bytes,
                                                   output->result, rpc::step_note(task.method)));
    }
    answer(std::move(output->result));
  }
};

template <auto Plan>
void invoke_edit(rpc::Dispatcher& dispatcher, rpc::Invocation& invocation) {
  using Traits = PlanTraits<decltype(Plan)>;
  using R = typename Traits::Answered;
  typename Traits::Params params{};
  if (!rpc::detail::decode_or_answer(dispatcher, invocation, params)) return;
  rpc::Call call(dispatcher, invocation.client, *invocation.identity, invocation.session);
  auto options = rpc::read_job_options(invocation.params);
  if (!options) return dispatcher.answer_error(invocation.reply, options.error());
  rpc::Editor editor(*invocation.session, call.limits());
  auto planned = Plan(editor, std::move(params));
  if (!planned) return dispatcher.answer_error(invocation.reply, planned.error());
  const std::string_view method = invocation.method->name;
  if (planned->cost_ns > kInlineNs || options->is_async) {
    return rpc::detail::start_long<EditJob<R>>(
        dispatcher, invocation, call, std::move(*options),
        {std::move(*planned), call.image(), call.session().project().selection, method,
         &call.limits()});
  }
  const Result<R> result = edit_image(editor, method, [&](Image& image) {
    return apply_edit(image, *planned, edit_scope(editor));
  });
  if (!result) return dispatcher.answer_error(invocation.reply, result.error());
  dispatcher.answer_result(invocation.reply, *result);
}

/// The same as one operation of many. Its name is not kept: the many are one step.
template <auto Plan>
Result<rpc::Applied> apply_planned(rpc::Editor& editor, rpc::JsonView operation,
                                   rpc::DecodeContext& context, std::string* out) {
  typename PlanTraits<decltype(Plan)>::Params params{};
  GOXEL_TRY(rpc::decode_operation(operation, params, context));
  GOXEL_ASSIGN(const auto planned, Plan(editor, std::move(params)));
  if (!editor.allows(planned.cost_ns)) return rpc::Applied::TooLong;
  GOXEL_ASSIGN(const auto result, edit_image(editor, {}, [&](Image& image) {
                 return apply_edit(image, planned, edit_scope(editor));
               }));
  rpc::detail::encode_operation(out, result);
  return rpc::Applied::Done;
}

template <class R>
struct ReadJob {
  using Answered = R;
  using Task = PlannedRead<R>;
  using Output = R;

  static Result<R> run(const Task& task, Parallel& parallel, workers::JobState& state) {
    return task.find(parallel, state);
  }
  static void finish(rpc::Call&, Task&, Result<R>&& found, const rpc::Answer<R>& answer) {
    answer(found);
  }
};

template <auto Plan>
void invoke_read(rpc::Dispatcher& dispatcher, rpc::Invocation& invocation) {
  using Traits = PlanTraits<decltype(Plan)>;
  using R = typename Traits::Answered;
  typename Traits::Params params{};
  if (!rpc::detail::decode_or_answer(dispatcher, invocation, params)) return;
  rpc::Call call(dispatcher, invocation.client, *invocation.identity, invocation.session);
  auto options = rpc::read_job_options(invocation.params);
  if (!options) return dispatcher.answer_error(invocation.reply, options.error());
  auto planned = Plan(call, std::move(params));
  if (!planned) return dispatcher.answer_error(invocation.reply, planned.error());
  if (planned->cost_ns > kInlineNs || options->is_async) {
    return rpc::detail::start_long<ReadJob<R>>(dispatcher, invocation, call, std::move(*options),
                                               std::move(*planned));
  }
  Serial serial;
  NoProgress progress;
  const Result<R> found = planned->find(serial, progress);
  if (!found) return dispatcher.answer_error(invocation.reply, found.error());
  dispatcher.answer_result(invocation.reply, *found);
}

}  // namespace detail

/// The row of a method that edits voxels.
template <auto Plan>
constexpr rpc::Method planned_edit(std::string_view name, std::string_view summary) {
  using Traits = detail::PlanTraits<decltype(Plan)>;
  rpc::Method row = rpc::method_row<typename Traits::Params, typename Traits::Answered>(
      name, rpc::Access::Write, summary, &detail::invoke_edit<Plan>);
  row.apply = &detail::apply_planned<Plan>;
  return row.fails(ErrorCode::Conflict);
}

/// The row of a method that searches or counts voxels.
template <auto Plan>
constexpr rpc::Method planned_read(std::string_view name, std::string_view summary) {
  using Traits = detail::PlanTraits<decltype(Plan)>;
  return rpc::method_row<typename Traits::Params, typename Traits::Answered>(
      name, rpc::Access::Read, summary, &detail::invoke_read<Plan>);
}

}  // namespace goxel::methods
