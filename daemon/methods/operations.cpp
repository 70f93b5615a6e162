#include "daemon/methods/operations.hpp"

#include "core/base/str_cat.hpp"
#include "daemon/methods/params.hpp"
#include "daemon/rpc/reply.hpp"

#include <utility>

namespace goxel::rpc {

Result<void> Codec<methods::OperationList>::decode(JsonView json, methods::OperationList& out,
                                                   DecodeContext& context) {
  const auto most = static_cast<std::size_t>(context.limits().voxels_per_call);
  GOXEL_TRY(detail::check_array(json, 0, most, context));
  out.array = json;
  return {};
}
void Codec<methods::OperationList>::encode(JsonWriter& writer, const methods::OperationList&) {
  writer.null();  // has no default that a schema could show
}
void Codec<methods::OperationList>::schema(JsonWriter& writer) {
  writer.raw(R"({"type":"array","items":{"type":"object","required":["type"],)"
             R"("properties":{"type":{"type":"string"}},"additionalProperties":true}})");
}

}  // namespace goxel::rpc

namespace goxel::methods {

namespace {

constexpr std::string_view kNamePrefix = "goxel.";
constexpr std::size_t kMostWarnings = 16;

/// An outcome that is a step whatever it changed.
struct Adopted {};

HistoryNote note_of(const rpc::Draft& draft, std::string_view method) {
  HistoryNote note = rpc::step_note(method);
  note.voxels_changed = draft.voxels_changed;
  return note;
}

/// All but the image.
void adopt_companions(workers::Project& project, workers::Project&& draft) {
  project.snapshots = std::move(draft.snapshots);
  project.selection = std::move(draft.selection);
  project.clipboard = std::move(draft.clipboard);
  project.palette = std::move(draft.palette);
}

}  // namespace

Result<OperationRun::State> OperationRun::advance(
    rpc::JsonView array, rpc::Draft& draft, Progress& progress,
    std::optional<std::chrono::steady_clock::time_point> deadline) {
  rpc::Editor editor(draft, *limits_, progress);
  last_method_ = nullptr;
  while (array.index() + offset_ < array.end_index()) {
    const bool is_late = deadline && std::chrono::steady_clock::now() >= *deadline;
    if (is_late || progress.is_stop_requested()) return State::Paused;
    const rpc::JsonView operation(array.tape(), array.index() + offset_);
    const std::size_t before = results_.size();
    const Result<rpc::Applied> applied = apply(operation, editor);
    if (applied && *applied == rpc::Applied::TooLong) {
      results_.resize(before);
      return State::Paused;
    }
    if (applied) {
      ++succeeded_;
    } else {
      const Error error = at_member(applied.error(), str_cat(".operations[", done_, "]"));
      if (options_.is_atomic) return error;
      results_.resize(before);
      note_failure(error);
    }
    bound_results(before);
    ++done_;
    offset_ = operation.end_index() - array.index();
  }
  return State::Finished;
}

Result<rpc::Applied> OperationRun::apply(rpc::JsonView operation, rpc::Editor& editor) {
  rpc::DecodeContext context(*limits_);
  context.ignores_unknown_names = options_.ignores_unknown_names;
  GOXEL_ASSIGN(last_method_, find_method(operation, context));
  const bool is_listed = options_.lists_results && !is_truncated_;
  if (is_listed && results_.size() > 1) results_ += ',';
  auto applied = last_method_->apply(editor, operation, context, is_listed ? &results_ : nullptr);
  for (std::string& warning : context.warnings) {
    if (warnings_.size() < kMostWarnings) warnings_.push_back(std::move(warning));
  }
  return applied;
}

Result<const rpc::Method*> OperationRun::find_method(rpc::JsonView operation,
                                                     rpc::DecodeContext& context) {
  if (!operation.is_object()) return context.wrong_type(operation, "an object");
  const rpc::PathScope scope(context, "type");
  const auto type = operation.find("type");
  if (!type) return context.fail("missing; it is the name of a method that edits");
  if (!type->is_string()) return context.wrong_type(*type, "a string");
  std::string_view name = type->text();
  if (name.substr(0, kNamePrefix.size()) == kNamePrefix) name.remove_prefix(kNamePrefix.size());
  if (last_method_ != nullptr && last_method_->name == name) return last_method_;
  const std::string full = str_cat(kNamePrefix, name.substr(0, 64));
  const rpc::Method* method = methods_->find(full);
  if (method == nullptr) {
    const std::string near = methods_->nearest(full);
    return context.fail(str_cat(describe(*type), " is no method",
                                near.empty() ? "" : "; did you mean ", near,
                                near.empty() ? "" : "?"));
  }
  if (method->apply == nullptr) {
    return context.fail(str_cat(describe(*type),
                                " cannot be an operation: only methods that edit the project can, "
                                "and undo, redo and file methods cannot"));
  }
  return method;
}

void OperationRun::note_failure(const Error& error) {
  if (!options_.lists_results || is_truncated_) return;
  if (results_.size() > 1) results_ += ',';
  results_ += R"({"success":false,"error":)";
  rpc::append_error_object(results_, error);
  results_ += '}';
}

/// Results can be many times as large as the request.
void OperationRun::bound_results(std::size_t before) {
  if (static_cast<std::int64_t>(results_.size()) <= limits_->message_bytes) return;
  results_.resize(before);
  is_truncated_ = true;
}

std::string OperationRun::take_results() {
  results_ += ']';
  return std::move(results_);
}

void adopt_draft(workers::Session& session, rpc::Draft&& draft, std::string_view method) {
  if (draft.has_steps) {
    const auto adopt = [&](Image& image) -> Result<Adopted> {
      image = std::move(draft.project.image);
      return Adopted{};
    };
    (void)session.edit_image(adopt, note_of(draft, method));  // cannot fail
  }
  adopt_companions(session.edit_project(), std::move(draft.project));
}

std::vector<Image> adopt_draft(workers::Session& session, rpc::Draft&& draft, std::int64_t unshared,
                               std::string_view method) {
  std::vector<Image> dropped;
  if (draft.has_steps) {
    const Adopted outcome;
    dropped = session.replace_image(std::move(draft.project.image), unshared, outcome,
                                    note_of(draft, method));
  }
  adopt_companions(session.edit_project(), std::move(draft.project));
  return dropped;
}

}  // namespace goxel::methods
