#include "daemon/rpc/reply.hpp"

#include "daemon/rpc/json_writer.hpp"

namespace goxel::rpc {

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
  for (const ErrorDetail& detail : error.details) {
    writer.key(detail.key);
    std::visit([&writer](const auto& value) { writer.value(value); }, detail.value);
  }
  writer.end_object();
  writer.end_object();
}

void append_error(std::string& out, std::string_view id_text, const Error& error) {
  out += R"({"jsonrpc":"2.0","error":)";
  append_error_object(out, error);
  append_result_end(out, id_text);
}

}  // namespace goxel::rpc
