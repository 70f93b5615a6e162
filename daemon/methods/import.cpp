#include "core/image/history.hpp"
#include "core/image/import_layers.hpp"
#include "daemon/methods/model_files.hpp"
#include "daemon/methods/params.hpp"
#include "daemon/methods/planned.hpp"
#include "daemon/methods/tables.hpp"

namespace goxel::methods {

using rpc::Access;
using rpc::Answer;
using rpc::Base64;
using rpc::Call;
using rpc::LayerRef;

struct ImportModelParams {
  std::optional<std::string> path;
  std::optional<Base64> data;
  std::optional<std::string> format;
  std::optional<LayerRef> layer;
  IVec3 offset;
};
constexpr auto fields_of(rpc::Of<ImportModelParams>) {
  using P = ImportModelParams;
  return rpc::fields(
      rpc::field<&P::path>("path", "of the file to add; or give data"),
      rpc::field<&P::data>("data", "the file's bytes, base64"),
      rpc::field<&P::format>("format", "of the content; found out when absent"),
      rpc::field<&P::layer>("layer", "id or name of the layer to merge into; absent: new layers")
          .alias("layer_id"),
      rpc::field<&P::offset>("offset", "added to every position").optional());
}

struct ImportedLayer {
  std::int32_t id = 0;
  std::string name;
};
constexpr auto fields_of(rpc::Of<ImportedLayer>) {
  return rpc::fields(rpc::field<&ImportedLayer::id>("id", "in this project"),
                     rpc::field<&ImportedLayer::name>("name", "as in the file"));
}

struct ImportModelResult {
  bool success = true;
  std::optional<std::string> path;
  std::string format;
  std::int64_t voxel_count = 0;
  std::vector<ImportedLayer> layers;
  std::vector<std::string> warnings;
};
constexpr auto fields_of(rpc::Of<ImportModelResult>) {
  using R = ImportModelResult;
  return rpc::fields(
      rpc::field<&R::success>("success", "always true"), rpc::field<&R::path>("path", "as given"),
      rpc::field<&R::format>("format", "of the content"),
      rpc::field<&R::voxel_count>("voxel_count", "voxels imported, summed over layers"),
      rpc::field<&R::layers>("layers", "added, bottom first; or the one that was merged into"),
      rpc::field<&R::warnings>("warnings", "what the file says and a project cannot hold"));
}

struct ImportModel {
  using Params = ImportModelParams;
  using Answered = ImportModelResult;
  struct Output {
    Image image;
    ImportModelResult result;
    std::int64_t unshared_bytes;  ///< of the task's image
  };
  struct Task {
    ImportModelParams params;
    std::optional<FormatId> format;
    std::optional<std::int32_t> target;
    Image image;
    const files::FileStore* files;
    const Limits* limits;
  };

  static Result<Task> prepare(Call& call, Params&& params) {
    GOXEL_TRY(check_one_source(params.path, params.data));
    GOXEL_ASSIGN(const std::optional<FormatId> format, choose_read_format(params.format));
    std::optional<std::int32_t> target;
    if (params.layer) {
      GOXEL_ASSIGN(const Layer* layer, require_normal_layer(call.image(), *params.layer));
      target = layer->id;
    }
    return Task{std::move(params),      format,        target, call.image(),
                &call.services().files, &call.limits()};
  }

  static Result<Output> run(const Task& task, Parallel&, workers::JobState& state) {
    if (state.is_stop_requested()) return workers::stop_error(state);
    const ImportModelParams& params = task.params;
    GOXEL_ASSIGN(Loaded loaded,
                 load_model(params.path, params.data, task.format, *task.files, *task.limits));
    Output output{task.image, {}, 0};
    output.result.path = params.path;
    output.result.format = std::string(format_info(loaded.format).name);
    output.result.warnings = std::move(loaded.warnings);
    GOXEL_TRY(add(task, loaded.image, output));
    output.unshared_bytes = unshared_bytes(task.image, output.image);
    if (state.is_stop_requested()) return workers::stop_error(state);
    return output;
  }

  static Result<void> add(const Task& task, const Image& loaded, Output& output) {
    std::vector<std::int32_t> ids;
    if (task.target) {
      GOXEL_ASSIGN(output.result.voxel_count, import_into_layer(output.image, *task.target, loaded,
                                                                task.params.offset, *task.limits));
      ids.push_back(*task.target);
    } else {
      GOXEL_ASSIGN(ids, import_layers(output.image, loaded, task.params.offset, *task.limits));
    }
    for (const std::int32_t id : ids) {
      const Layer* layer = output.image.find_layer(id);
      if (!task.target) output.result.voxel_count += layer->volume.voxel_count();
      output.result.layers.push_back({id, layer->name});
    }
    return {};
  }

  static void finish(Call& call, Task&, Result<Output>&& output, const Answer<Answered>& answer) {
    if (!output) return answer(std::move(output).error());
    // The session's later requests have waited: its image is still the one of the task.
    if (call.has_session()) {
      HistoryNote note = rpc::step_note("import_model");
      note.voxels_changed = output->result.voxel_count;
      detail::destroy_in_pool(
          call.services().jobs,
          call.session().replace_image(std::move(output->image), output->unshared_bytes,
                                       output->result, std::move(note)));
    }
    answer(output->result);
  }
};

std::span<const rpc::Method> import_methods() {
  static constexpr auto kTable = std::to_array<rpc::Method>({
      rpc::long_method<ImportModel>("import_model", Access::Write,
                                    "Adds what a file holds to the open project."),
  });
  return kTable;
}

}  // namespace goxel::methods
