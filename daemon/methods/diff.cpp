#include "core/analysis/compare.hpp"
#include "core/base/str_cat.hpp"
#include "daemon/methods/model_files.hpp"
#include "daemon/methods/params.hpp"
#include "daemon/methods/tables.hpp"
#include "daemon/rpc/long_method.hpp"

#include <chrono>
#include <future>
#include <memory>

namespace goxel::methods {

using rpc::Access;
using rpc::Answer;
using rpc::Base64;
using rpc::Call;

/// One of the two states that are compared: a name, or a file.
struct ComparedState {
  std::optional<std::string> name;
  std::optional<std::string> path;
  std::optional<Base64> data;
  std::optional<std::string> format;
};
constexpr auto fields_of(rpc::Of<ComparedState>) {
  using P = ComparedState;
  return rpc::fields(rpc::field<&P::name>("name", "current, snapshot:NAME, or the id of a session"),
                     rpc::field<&P::path>("path", "of a file; or give data"),
                     rpc::field<&P::data>("data", "the file's bytes, base64"),
                     rpc::field<&P::format>("format", "of the file; found out when absent"));
}

/// A string instead of an object is its name.
struct ComparedStateOrName {
  ComparedState state;
};

}  // namespace goxel::methods

namespace goxel::rpc {

template <>
struct Codec<methods::ComparedStateOrName> {
  static constexpr bool kTakesObject = true;
  static Result<void> decode(JsonView json, methods::ComparedStateOrName& out,
                             DecodeContext& context) {
    if (json.is_string()) {
      out.state.name = json.text();
      return {};
    }
    if (!json.is_object()) return context.wrong_type(json, "a name or an object");
    return Codec<methods::ComparedState>::decode(json, out.state, context);
  }
  static void encode(JsonWriter& writer, const methods::ComparedStateOrName& value) {
    encode_result(writer, value.state);
  }
  static void schema(JsonWriter& writer) {
    writer.begin_object();
    writer.key("oneOf");
    writer.begin_array();
    writer.raw(R"({"type":"string"})");
    write_schema<methods::ComparedState>(writer);
    writer.end_array();
    writer.end_object();
  }
};

}  // namespace goxel::rpc

namespace goxel::methods {

struct DiffParams {
  ComparedStateOrName a;
  std::optional<ComparedStateOrName> b;
};
constexpr auto fields_of(rpc::Of<DiffParams>) {
  using P = DiffParams;
  return rpc::fields(
      rpc::field<&P::a>("a", "the earlier state: current, snapshot:NAME, a session, or {path}"),
      rpc::field<&P::b>("b", "the later one, alike; absent: current"));
}

struct LayerDiff {
  std::int32_t id = 0;
  std::string name;
  std::string fate;
  std::int64_t added = 0;
  std::int64_t removed = 0;
  std::int64_t recolored = 0;
  std::optional<IBox> bounds;
};
constexpr auto fields_of(rpc::Of<LayerDiff>) {
  using R = LayerDiff;
  return rpc::fields(rpc::field<&R::id>("id", "of the layer, in both states"),
                     rpc::field<&R::name>("name", "of the layer, the later one"),
                     rpc::field<&R::fate>("fate", "kept, added or removed: the layer itself"),
                     rpc::field<&R::added>("added", "voxels where there were none"),
                     rpc::field<&R::removed>("removed", "voxels that are gone"),
                     rpc::field<&R::recolored>("recolored", "voxels of another colour"),
                     rpc::field<&R::bounds>("bounds", "around them; absent when there are none"));
}

struct DiffResult {
  bool success = true;
  bool identical = true;
  std::int64_t added = 0;
  std::int64_t removed = 0;
  std::int64_t recolored = 0;
  std::vector<LayerDiff> layers;
};
constexpr auto fields_of(rpc::Of<DiffResult>) {
  using R = DiffResult;
  return rpc::fields(
      rpc::field<&R::success>("success", "always true"),
      rpc::field<&R::identical>("identical", "whether all layers hold the same voxels"),
      rpc::field<&R::added>("added", "voxels where there were none, summed over layers"),
      rpc::field<&R::removed>("removed", "voxels that are gone, likewise"),
      rpc::field<&R::recolored>("recolored", "voxels of another colour, likewise"),
      rpc::field<&R::layers>("layers",
                             "those that differ, by id; bottom first, removed ones last"));
}

/// A state as far as the worker knows it; the rest is the job's.
struct StateSource {
  std::optional<Image> image;
  std::optional<workers::SessionId> session;  ///< of another project
  ComparedState file;
  std::optional<FormatId> format;
};

namespace {

constexpr std::string_view kSnapshotPrefix = "snapshot:";

Result<StateSource> named_source(Call& call, const std::string& name) {
  StateSource source;
  const bool is_snapshot = name.substr(0, kSnapshotPrefix.size()) == kSnapshotPrefix;
  if (!is_snapshot && name != "current") {
    source.session = workers::SessionId::parse(name);
    if (source.session) return source;
    return invalid_param("name", str_cat("\"", name.substr(0, 64),
                                         "\" is none of current, snapshot:NAME, a session's id"));
  }
  if (!call.has_session()) return Error{ErrorCode::NoProject, "no project is open to compare"};
  if (is_snapshot) {
    GOXEL_ASSIGN(source.image, call.session().project().snapshots.find(
                                   std::string_view(name).substr(kSnapshotPrefix.size())));
  } else {
    source.image = call.image();
  }
  return source;
}

Result<StateSource> source_of(Call& call, ComparedState&& state) {
  const int given = state.name.has_value() + state.path.has_value() + state.data.has_value();
  if (given != 1) return invalid_param("name", "give one of name, path and data");
  if (state.name) return named_source(call, *state.name);
  StateSource source;
  GOXEL_ASSIGN(source.format, choose_read_format(state.format));
  source.file = std::move(state);
  return source;
}

/// What a session holds now. On its worker.
Result<Image> image_of_session(workers::Context& context, const workers::SessionId& id) {
  const workers::Session* session = context.sessions().find(id);
  if (session == nullptr)
    return Error{ErrorCode::SessionNotFound, str_cat("no session ", id.to_string(), " is open")};
  if (session->is_resting() || session->is_barred()) {
    return Error{ErrorCode::Conflict,
                 str_cat("session ", id.to_string(),
                         " is at rest or being changed: use it, and then compare")};
  }
  return session->image();
}

/// The same from a job. Waits for the worker, which never waits for a job.
Result<Image> ask_for_image(const rpc::Services& services, const workers::SessionId& id,
                            const workers::JobState& state) {
  constexpr std::chrono::milliseconds kLookAround{50};
  const auto promise = std::make_shared<std::promise<Result<Image>>>();
  std::future<Result<Image>> answer = promise->get_future();
  services.pool->worker(id.owner(services.pool->size()))
      .post([promise, id](workers::Context& context) {
        promise->set_value(image_of_session(context, id));
      });
  while (answer.wait_for(kLookAround) != std::future_status::ready) {
    if (state.is_stop_requested()) return workers::stop_error(state);
  }
  return answer.get();
}

std::string_view word_of(analysis::LayerFate fate) {
  switch (fate) {
    case analysis::LayerFate::Added:
      return "added";
    case analysis::LayerFate::Removed:
      return "removed";
    case analysis::LayerFate::Kept:
      break;
  }
  return "kept";
}

}  // namespace

struct Diff {
  using Params = DiffParams;
  using Output = DiffResult;
  using Answered = DiffResult;
  struct Task {
    StateSource a;
    StateSource b;
    const rpc::Services* services;
  };

  static bool is_for_reply(const Task&) { return true; }

  static Result<Task> prepare(Call& call, Params&& params) {
    ComparedState current;
    current.name = "current";
    auto a = source_of(call, std::move(params.a.state));
    if (!a) return at_side(std::move(a).error(), ".a");
    auto b = source_of(call, params.b ? std::move(params.b->state) : std::move(current));
    if (!b) return at_side(std::move(b).error(), ".b");
    return Task{std::move(*a), std::move(*b), &call.services()};
  }

  static Error at_side(Error error, std::string_view side) {
    return error.code == ErrorCode::NoProject ? error : at_member(std::move(error), side);
  }

  static Result<Output> run(const Task& task, Parallel&, workers::JobState& state) {
    auto a = image_of(task, task.a, state);
    if (!a) return at_side(std::move(a).error(), ".a");
    auto b = image_of(task, task.b, state);
    if (!b) return at_side(std::move(b).error(), ".b");
    Output output;
    for (const analysis::LayerDifference& layer : analysis::compare(*a, *b)) {
      const analysis::VolumeDifference& voxels = layer.voxels;
      LayerDiff diff{layer.layer_id,
                     layer.name,
                     std::string(word_of(layer.fate)),
                     voxels.added,
                     voxels.removed,
                     voxels.recolored,
                     {}};
      if (!voxels.is_empty()) diff.bounds = voxels.bounds;
      output.added += voxels.added;
      output.removed += voxels.removed;
      output.recolored += voxels.recolored;
      output.layers.push_back(std::move(diff));
    }
    output.identical = output.layers.empty();
    return output;
  }

  static Result<Image> image_of(const Task& task, const StateSource& source,
                                workers::JobState& state) {
    if (state.is_stop_requested()) return workers::stop_error(state);
    if (source.image) return *source.image;
    if (source.session) return ask_for_image(*task.services, *source.session, state);
    const rpc::Services& services = *task.services;
    GOXEL_ASSIGN(Loaded loaded, load_model(source.file.path, source.file.data, source.format,
                                           services.files, services.limits));
    return std::move(loaded.image);
  }

  static void finish(Call&, Task&, Result<Output>&& output, const Answer<Answered>& answer) {
    answer(output);
  }
};

std::span<const rpc::Method> diff_methods() {
  static constexpr auto kTable = std::to_array<rpc::Method>({
      rpc::long_method<Diff>("diff", Access::Peek,
                             "Counts the voxels that differ between two states, by layer.")
          .fails(ErrorCode::NoProject)
          .fails(ErrorCode::NotFound)
          .fails(ErrorCode::Conflict),
  });
  return kTable;
}

}  // namespace goxel::methods
