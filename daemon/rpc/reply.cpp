#include "daemon/rpc/reply.hpp"

#include "daemon/rpc/json_writer.hpp"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace goxel::rpc {
namespace {

/// As deep as our own code nests details, which is not up to a client.
void append_details(JsonWriter& writer, const std::vector<ErrorDetail>& details) {
  for (const ErrorDetail& detail : details) {
    writer.key(detail.key);
    if (const auto* number = std::get_if<std::int64_t>(&detail.value)) {
      writer.value(*number);
    } else if (const auto* text = std::get_if<std::string>(&detail.value)) {
      writer.value(*text);
    } else if (const auto* texts = std::get_if<std::vector<std::string>>(&detail.value)) {
      writer.begin_array();
      for (const std::string& each : *texts) writer.value(each);
      writer.end_array();
    } else {
      writer.begin_object();
      append_details(writer, std::get<std::vector<ErrorDetail>>(detail.value));
      writer.end_object();
    }
  }
}

}  // namespace

void append_result_begin(std::string& out) { out += R"({"jsonrpc":"2.0","result":)"; }

void append_result_end(std::string& out, std::string_view id_text) {
  out += R"(,"id":)";
  out += id_text;
  out += '}';
}

void append_error_object(std::string& out, const Error& error) {
  JsonWriter writer(out);
  writer.begin_object();
  writer.member("code", static_cast<std::int32_t>(error.code));
  writer.member("message", error.message);
  writer.key("data");
  writer.begin_object();
  writer.member("reason", error_reason(error.code));
  append_details(writer, error.details);
  writer.end_object();
  writer.end_object();
}

void append_error(std::string& out, std::string_view id_text, const Error& error) {
  out += R"({"jsonrpc":"2.0","error":)";
  append_error_object(out, error);
  append_result_end(out, id_text);
}

}  // namespace goxel::rpc
