#include "daemon/rpc/job_options.hpp"

#include "core/base/str_cat.hpp"
#include "daemon/rpc/codec_voxel.hpp"
#include "daemon/rpc/decode_context.hpp"

#include <string_view>

namespace goxel::rpc {

namespace {

Error wrong_option(std::string_view name, JsonView found, std::string_view expected) {
  const std::string path = str_cat("params.", name);
  return Error{ErrorCode::InvalidParams, str_cat(path, ": ", describe(found), " is not ", expected)}
      .with("path", path);
}

Result<void> read_token(JsonView params, std::string_view name, std::string& token) {
  const auto found = params.find(name);
  if (!found || found->is_null()) return {};
  if (!found->is_string() && !found->is_number())
    return wrong_option(name, *found, "a string or a number");
  append_json(token, *found);
  return {};
}

}  // namespace

Result<JobOptions> read_job_options(const std::optional<JsonView>& params) {
  JobOptions options;
  if (!params) return options;
  JsonView object = *params;
  if (object.is_array() && object.size() == 1) object = *object.elements().begin();
  if (!object.is_object()) return options;
  if (const auto found = object.find("async"); found && !found->is_null()) {
    if (!found->is_bool()) return wrong_option("async", *found, "true or false");
    options.is_async = found->as_bool();
  }
  GOXEL_TRY(read_token(object, "progress_token", options.progress_token));
  GOXEL_TRY(read_token(object, "workDoneToken", options.work_done_token));
  return options;
}

}  // namespace goxel::rpc
