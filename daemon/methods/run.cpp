#include "core/base/str_cat.hpp"
#include "daemon/files/sha256.hpp"
#include "daemon/methods/model_files.hpp"
#include "daemon/methods/operations.hpp"
#include "daemon/methods/params.hpp"
#include "daemon/methods/path_parts.hpp"
#include "daemon/methods/picture.hpp"
#include "daemon/methods/project_summary.hpp"
#include "daemon/methods/tables.hpp"
#include "daemon/rpc/long_method.hpp"

#include <algorithm>

namespace goxel::methods {

using rpc::Access;
using rpc::Answer;
using rpc::AnyJson;
using rpc::Base64;
using rpc::Call;

/// Where the model comes from.
struct RunInput {
  std::optional<std::string> path;
  std::optional<Base64> data;
  std::optional<std::string> format;
};
constexpr auto fields_of(rpc::Of<RunInput>) {
  using P = RunInput;
  return rpc::fields(rpc::field<&P::path>("path", "of a file; or give data"),
                     rpc::field<&P::data>("data", "the file's bytes, base64"),
                     rpc::field<&P::format>("format", "of the content; found out when absent"));
}

/// A string instead of an object is its path.
struct RunInputOrPath {
  RunInput input;
};
struct RunOutput {
  RenderSceneParams picture;
};

}  // namespace goxel::methods

namespace goxel::rpc {

namespace detail {

/// A string for `path`, or an object.
template <class T>
Result<void> decode_or_path(JsonView json, T& out, std::optional<std::string>& path,
                            DecodeContext& context) {
  if (json.is_string()) {
    path = json.text();
    return {};
  }
  if (!json.is_object()) return context.wrong_type(json, "a path or an object");
  return decode_fields(json, kFields<T>, Place::Nested, &out, context);
}

template <class T>
void write_or_path_schema(JsonWriter& writer) {
  writer.begin_object();
  writer.key("oneOf");
  writer.begin_array();
  writer.raw(R"({"type":"string"})");
  write_schema<T>(writer);
  writer.end_array();
  writer.end_object();
}

}  // namespace detail

template <>
struct Codec<methods::RunInputOrPath> {
  static constexpr bool kTakesObject = true;
  static Result<void> decode(JsonView json, methods::RunInputOrPath& out, DecodeContext& context) {
    return detail::decode_or_path(json, out.input, out.input.path, context);
  }
  static void encode(JsonWriter& writer, const methods::RunInputOrPath& value) {
    encode_result(writer, value.input);
  }
  static void schema(JsonWriter& writer) {
    detail::write_or_path_schema<methods::RunInput>(writer);
  }
};

template <>
struct Codec<methods::RunOutput> {
  static constexpr bool kTakesObject = true;
  static Result<void> decode(JsonView json, methods::RunOutput& out, DecodeContext& context) {
    return detail::decode_or_path(json, out.picture, out.picture.output_path, context);
  }
  static void encode(JsonWriter& writer, const methods::RunOutput& value) {
    encode_result(writer, value.picture);
  }
  static void schema(JsonWriter& writer) {
    detail::write_or_path_schema<methods::RenderSceneParams>(writer);
  }
};

}  // namespace goxel::rpc

namespace goxel::methods {

struct RunParams {
  std::optional<RunInputOrPath> input;
  std::optional<OperationList> operations;
  std::vector<RunOutput> outputs;
  bool results = false;
};
constexpr auto fields_of(rpc::Of<RunParams>) {
  using P = RunParams;
  return rpc::fields(
      rpc::field<&P::input>("input", "the model to begin with; absent: an empty project"),
      rpc::field<&P::operations>("operations", "edits, as batch_operations takes them"),
      rpc::field<&P::outputs>("outputs",
                              "what to make: each a path, or {path, format} and, of a picture, "
                              "what render_scene takes; without a path the result has the bytes"),
      rpc::field<&P::results>("results", "whether the result lists what each operation gave")
          .optional());
}

struct RunOutputResult {
  std::optional<std::string> path;
  std::string format;
  std::int64_t size = 0;
  std::string sha256;
  std::optional<Base64> data;
  std::vector<std::string> warnings;
};
constexpr auto fields_of(rpc::Of<RunOutputResult>) {
  using R = RunOutputResult;
  return rpc::fields(
      rpc::field<&R::path>("path", "as given"), rpc::field<&R::format>("format", "of the content"),
      rpc::field<&R::size>("size", "in bytes"),
      rpc::field<&R::sha256>("sha256", "of the content, 64 hexadecimal digits"),
      rpc::field<&R::data>("data", "the content, base64, when no path was given"),
      rpc::field<&R::warnings>("warnings", "what the model holds and the format cannot"));
}

struct RunResult {
  bool success = true;
  std::int64_t total_operations = 0;
  std::int64_t changed = 0;
  std::int64_t voxel_count = 0;
  std::vector<RunOutputResult> outputs;
  std::optional<AnyJson> results;
  std::optional<bool> truncated;
  std::vector<std::string> warnings;
};
constexpr auto fields_of(rpc::Of<RunResult>) {
  using R = RunResult;
  return rpc::fields(
      rpc::field<&R::success>("success", "always true"),
      rpc::field<&R::total_operations>("total_operations", "operations done"),
      rpc::field<&R::changed>("changed", "voxels that were changed, summed over the operations"),
      rpc::field<&R::voxel_count>("voxel_count", "voxels of the model, summed over layers"),
      rpc::field<&R::outputs>("outputs", "one for each, in order"),
      rpc::field<&R::results>("results", "what each operation gave"),
      rpc::field<&R::truncated>("truncated",
                                "true when the last results are left out, for their size"),
      rpc::field<&R::warnings>("warnings", "what the input says and a project cannot hold"));
}

/// What an output is made as.
struct PlannedOutput {
  RenderSceneParams picture;      ///< its path, and how it is drawn
  std::optional<FormatId> model;  ///< absent: a picture
};

namespace {

constexpr std::size_t kMostOutputs = 256;

Error at_output(Error error, std::size_t index) {
  return at_member(std::move(error), str_cat(".outputs[", index, "]"));
}

bool says_picture(const RenderSceneParams& params) {
  if (params.format) return is_picture_format(*params.format);
  const std::string_view extension = extension_of(params.output_path);
  return (!extension.empty() && is_picture_format(extension.substr(1))) ||
         (params.options && params.options->format);
}

/// Whether anything is said that only a picture has.
bool has_picture_members(const RenderSceneParams& params) {
  const RenderSceneParams usual;
  return params.width != usual.width || params.height != usual.height || params.camera_preset ||
         params.camera || params.camera_position || params.camera_target || params.camera_up ||
         params.fov || params.ortho || params.fit || params.options;
}

Result<PlannedOutput> plan_output(RenderSceneParams&& params) {
  if (!params.output_path && !params.format && !says_picture(params)) {
    return invalid_param("format", "is needed when there is no path");
  }
  if (params.options && params.options->return_mode) {
    return invalid_param("options.return_mode", "an output goes to its path, or into the result");
  }
  PlannedOutput output;
  if (says_picture(params)) {
    GOXEL_TRY(check_picture(params));
  } else {
    GOXEL_ASSIGN(output.model, choose_write_format(params.format, params.output_path.value_or("")));
    if (has_picture_members(params)) {
      return invalid_param("format", str_cat(format_info(*output.model).name,
                                             " is no picture: size, camera and options are "
                                             "a picture's"));
    }
  }
  output.picture = std::move(params);
  return output;
}

Result<std::vector<PlannedOutput>> plan_outputs(std::vector<RunOutput>&& outputs) {
  if (outputs.empty()) return invalid_param("outputs", "is empty; nothing would come of it");
  if (outputs.size() > kMostOutputs) {
    return Error{ErrorCode::LimitExceeded, str_cat("params.outputs: holds ", outputs.size(),
                                                   " elements; the limit is ", kMostOutputs)}
        .with("path", "params.outputs")
        .with("limit", "outputs")
        .with("maximum", static_cast<std::int64_t>(kMostOutputs))
        .with("found", static_cast<std::int64_t>(outputs.size()));
  }
  std::vector<PlannedOutput> planned;
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    auto output = plan_output(std::move(outputs[i].picture));
    if (!output) return at_output(std::move(output).error(), i);
    planned.push_back(std::move(*output));
    const auto& path = planned.back().picture.output_path;
    const auto is_same = [&](const PlannedOutput& other) {
      return path && other.picture.output_path == path;
    };
    if (std::count_if(planned.begin(), planned.end(), is_same) > 1) {
      return at_output(invalid_param("path", "another output has the same"), i);
    }
  }
  return planned;
}

}  // namespace

/// A whole job on a project that nobody else sees. Nothing is written before all is made.
struct Run {
  using Params = RunParams;
  using Output = RunResult;
  using Answered = RunResult;
  struct Task {
    std::optional<RunInput> input;
    std::optional<FormatId> input_format;
    rpc::JsonTape operations;
    bool has_operations;
    OperationRun run;
    bool lists_results;
    std::vector<PlannedOutput> outputs;
    const rpc::Services* services;
  };
  struct Made {
    Bytes bytes;
    std::vector<std::string> warnings;
  };

  static bool is_for_reply(const Task& task) {
    return std::none_of(task.outputs.begin(), task.outputs.end(), [](const PlannedOutput& output) {
      return output.picture.output_path.has_value();
    });
  }

  static Result<Task> prepare(Call& call, Params&& params) {
    const OperationOptions options{true, params.results, call.dispatcher().ignores_unknown_names()};
    Task task{{},
              {},
              {},
              params.operations.has_value(),
              OperationRun(call.services().methods, call.limits(), options),
              params.results,
              {},
              &call.services()};
    if (params.input) {
      RunInput& input = params.input->input;
      if (input.path.has_value() == input.data.has_value()) {
        return invalid_param("input", "give it either path or data, and not both");
      }
      auto format = choose_read_format(input.format);
      if (!format) return at_member(std::move(format).error(), ".input");
      task.input_format = *format;
      task.input = std::move(input);
    }
    GOXEL_ASSIGN(task.outputs, plan_outputs(std::move(params.outputs)));
    if (!is_for_reply(task)) GOXEL_TRY(call.check_role(access::Role::Editor, "an output's path"));
    if (params.operations) {
      const rpc::JsonView array = *params.operations->array;
      task.operations = array.tape().copy_of(array.index());
    }
    return task;
  }

  static Result<Output> run(const Task& task, Parallel& parallel, workers::JobState& state) {
    if (state.is_stop_requested()) return workers::stop_error(state);
    Output output;
    workers::Project project;
    if (task.input) {
      const rpc::Services& services = *task.services;
      GOXEL_ASSIGN(Loaded loaded, load_model(task.input->path, task.input->data, task.input_format,
                                             services.files, services.limits));
      project.image = std::move(loaded.image);
      output.warnings = std::move(loaded.warnings);
    } else {
      project = blank_project({}, project.size);
    }
    rpc::Draft draft(project);
    project.image = Image();  // the draft's alone, so that edits copy nothing
    GOXEL_TRY(edit(task, draft, state, output));
    const Image& image = draft.project.image;
    output.voxel_count = image.voxel_count();
    std::vector<Made> made;
    GOXEL_TRY(make_all(task, image, parallel, state, made));
    GOXEL_TRY(deliver(task, made, output));
    return output;
  }

  static Result<void> edit(const Task& task, rpc::Draft& draft, workers::JobState& state,
                           Output& output) {
    if (!task.has_operations) return {};
    OperationRun run = task.run;
    const rpc::JsonView operations(task.operations, 0);
    const auto ended = run.advance(operations, draft, state, std::nullopt);
    if (state.is_stop_requested()) return workers::stop_error(state);
    if (!ended) return ended.error();
    output.total_operations = run.total();
    output.changed = draft.voxels_changed;
    if (run.is_truncated()) output.truncated = true;
    if (task.lists_results) output.results = AnyJson{run.take_results()};
    output.warnings.insert(output.warnings.end(), run.warnings().begin(), run.warnings().end());
    return {};
  }

  /// Into memory, which is bounded as one file is.
  static Result<void> make_all(const Task& task, const Image& image, Parallel& parallel,
                               workers::JobState& state, std::vector<Made>& made) {
    const std::int64_t most = task.services->limits.file_bytes;
    std::int64_t total = 0;
    for (const PlannedOutput& planned : task.outputs) {
      if (state.is_stop_requested()) return workers::stop_error(state);
      auto one = make(planned, image, task.services->limits, parallel, state);
      if (!one) return at_output(std::move(one).error(), made.size());
      total += static_cast<std::int64_t>(one->bytes.size());
      if (total > most) {
        return Error{ErrorCode::LimitExceeded,
                     str_cat("the outputs take more than ", most, " bytes together")}
            .with("limit", "file_bytes")
            .with("maximum", most)
            .with("found", total);
      }
      made.push_back(std::move(*one));
    }
    return {};
  }

  static Result<Made> make(const PlannedOutput& planned, const Image& image, const Limits& limits,
                           Parallel& parallel, workers::JobState& state) {
    if (!planned.model) {
      GOXEL_ASSIGN(Bytes png, draw_png(image, planned.picture, limits, parallel, state));
      return Made{std::move(png), {}};
    }
    GOXEL_ASSIGN(Saved saved, encode_model(image, *planned.model, {}, limits, parallel, state));
    return Made{std::move(saved.bytes), std::move(saved.warnings)};
  }

  static Result<void> deliver(const Task& task, std::vector<Made>& made, Output& output) {
    for (std::size_t i = 0; i < made.size(); ++i) {
      const PlannedOutput& planned = task.outputs[i];
      RunOutputResult one;
      one.path = planned.picture.output_path;
      one.format = planned.model ? std::string(format_info(*planned.model).name) : "png";
      one.size = static_cast<std::int64_t>(made[i].bytes.size());
      one.sha256 = files::sha256_hex(made[i].bytes);
      one.warnings = std::move(made[i].warnings);
      if (one.path) {
        auto written = task.services->files.write(*one.path, made[i].bytes);
        if (!written) return at_output(std::move(written).error(), i);
      } else {
        one.data = Base64{std::move(made[i].bytes)};
      }
      output.outputs.push_back(std::move(one));
    }
    return {};
  }

  static void finish(Call&, Task&, Result<Output>&& output, const Answer<Answered>& answer) {
    answer(output);
  }
};

std::span<const rpc::Method> run_methods() {
  static constexpr auto kTable = std::to_array<rpc::Method>({
      rpc::long_method<Run>("run", Access::Service,
                            "Loads, edits, exports and draws in one call, without a session.")
          .fails(ErrorCode::NotFound)
          .fails(ErrorCode::NotBuilt)
          .fails(ErrorCode::ReadOnly),
  });
  return kTable;
}

}  // namespace goxel::methods
