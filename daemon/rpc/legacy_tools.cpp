#include "daemon/rpc/legacy_tools.hpp"

#include "core/base/str_cat.hpp"
#include "daemon/rpc/client.hpp"
#include "daemon/rpc/codec_voxel.hpp"
#include "daemon/rpc/decode_context.hpp"
#include "daemon/rpc/json_parser.hpp"
#include "daemon/rpc/json_writer.hpp"

#include <array>

namespace goxel::rpc {

namespace {

struct LegacyTool {
  std::string_view tool;
  std::string_view method;
};

/// The arguments are the method's parameters: those take a position and a colour as one member too.
constexpr auto kTools = std::to_array<LegacyTool>({
    {"goxel_create_project", "goxel.create_project"},
    {"goxel_open_file", "goxel.load_project"},
    {"goxel_save_file", "goxel.save_project"},
    {"goxel_export_file", "goxel.export_model"},
    {"goxel_render_scene", "goxel.render_scene"},
    {"goxel_get_voxel", "goxel.get_voxel"},
    {"goxel_add_voxels", "goxel.add_voxel"},
    {"goxel_remove_voxels", "goxel.remove_voxel"},
    {"goxel_paint_voxels", "goxel.paint_voxels"},
    {"goxel_flood_fill", "goxel.flood_fill"},
    {"goxel_procedural_shape", "goxel.procedural_shape"},
    {"goxel_batch_voxel_operations", "goxel.batch_operations"},
    {"goxel_new_layer", "goxel.create_layer"},
    {"goxel_delete_layer", "goxel.delete_layer"},
    {"goxel_list_layers", "goxel.list_layers"},
    {"goxel_merge_layers", "goxel.merge_layers"},
    {"goxel_set_layer_visibility", "goxel.set_layer_visibility"},
    {"ping", "goxel.ping"},
    {"version", "goxel.version"},
    {"list_methods", "goxel.list_methods"},
});

std::optional<std::string_view> method_of(std::string_view tool) {
  for (const LegacyTool& known : kTools) {
    if (known.tool == tool) return known.method;
  }
  return std::nullopt;
}

std::int32_t legacy_code(std::int64_t code) {
  constexpr std::int32_t kUnknown = -1001;
  constexpr std::int32_t kBadMessage = -1002;
  constexpr std::int32_t kFailed = -1003;
  switch (static_cast<ErrorCode>(code)) {
    case ErrorCode::MethodNotFound:
      return kUnknown;
    case ErrorCode::ParseError:
    case ErrorCode::InvalidRequest:
    case ErrorCode::InvalidParams:
      return kBadMessage;
    default:
      return kFailed;
  }
}

/// `error`: what append_error_object() makes.
std::string failure_reply(std::string_view error) {
  constexpr std::size_t kNesting = 16;  // errors are shallower
  JsonParser parser(kNesting);
  const auto progress = parser.feed(error);
  GOXEL_CHECK(progress.status == JsonParser::Status::Complete);
  const JsonView root = parser.root();
  std::string reply;
  JsonWriter writer(reply);
  writer.begin_object();
  writer.member("success", false);
  writer.member("error_code", legacy_code(root.find("code")->as_integer().value_or(0)));
  writer.member("error_message", root.find("message")->text());
  if (const auto data = root.find("data")) {
    writer.key("error_data");
    append_json(writer.begin_raw(), *data);
    writer.end_raw();
  }
  writer.end_object();
  return reply;
}

}  // namespace

bool is_tool_message(JsonView root) {
  const auto tool = root.find("tool");
  return tool && tool->is_string() && !root.find("method");
}

Result<Request> read_tool_message(JsonView root) {
  if (const auto key = root.tape().duplicate_key(root.index(), root.end_index())) {
    return Error{
        ErrorCode::InvalidRequest,
        str_cat("the member name ", describe(JsonView(root.tape(), *key)), " is there twice")};
  }
  const JsonView tool = *root.find("tool");
  const auto method = method_of(tool.text());
  if (!method)
    return Error{ErrorCode::MethodNotFound, str_cat("there is no tool ", describe(tool))};
  Request request;
  request.method = *method;
  request.id_text = kToolId;
  request.is_notification = false;
  const auto arguments = root.find("arguments");
  if (!arguments || arguments->is_null()) return request;
  if (!arguments->is_object()) {
    return Error{ErrorCode::InvalidRequest,
                 str_cat("arguments is ", describe(*arguments), "; it must be an object")};
  }
  request.params = *arguments;
  return request;
}

std::string tool_reply(std::string reply) {
  constexpr std::string_view kResult = R"("result":)";
  constexpr std::string_view kError = R"("error":)";
  const std::size_t start = Client::kReplyStart.size();
  if (reply.compare(start, kResult.size(), kResult) == 0) {
    reply.replace(0, start + kResult.size(), R"({"success":true,"content":)");
    reply += '}';
    return reply;
  }
  GOXEL_CHECK(reply.compare(start, kError.size(), kError) == 0);
  return failure_reply(std::string_view(reply).substr(start + kError.size()));
}

}  // namespace goxel::rpc
