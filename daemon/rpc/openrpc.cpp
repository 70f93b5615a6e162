#include "daemon/rpc/openrpc.hpp"

#include "core/base/str_cat.hpp"
#include "daemon/rpc/json_parser.hpp"

namespace goxel::rpc {

namespace {

/// Schemas that many methods have in common, by name.
struct SharedSchema {
  std::string_view name;
  void (*write)(JsonWriter& writer);
};
constexpr SharedSchema kSharedSchemas[] = {
    {"Box", &Codec<IBox>::schema},
    {"Color", &Codec<Rgba>::schema},
    {"Vector", &Codec<IVec3>::schema},
    {"ResultColor", &Codec<Rgba>::result_schema},
    {"ResultPosition", &Codec<IVec3>::result_schema},
    {"ResultVector", &Codec<DVec3>::result_schema},
};

std::string text_of(void (*write)(JsonWriter& writer)) {
  std::string text;
  JsonWriter writer(text);
  write(writer);
  return text;
}

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  std::string result;
  std::size_t begin = 0;
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, begin)) {
    result.append(text, begin, at - begin);
    result += to;
    begin = at + from.size();
  }
  result.append(text, begin);
  text = std::move(result);
}

/// Puts a reference where a shared schema stands as it is.
void share_schemas(std::string& text) {
  for (const SharedSchema& shared : kSharedSchemas) {
    replace_all(text, text_of(shared.write),
                str_cat(R"({"$ref":"#/components/schemas/)", shared.name, R"("})"));
  }
}

void write_aliases(JsonWriter& writer, const FieldInfo& field) {
  if (field.aliases[0].empty()) return;
  writer.key("x-aliases");
  writer.begin_array();
  for (const std::string_view alias : field.aliases) {
    if (!alias.empty()) writer.value(alias);
  }
  writer.end_array();
}

void write_plain_param(JsonWriter& writer, const FieldInfo& field, const void* defaults) {
  writer.begin_object();
  writer.member("name", field.name);
  writer.member("description", field.doc);
  writer.member("required", field.is_required);
  writer.key("schema");
  write_value_schema(writer, field, defaults);
  write_aliases(writer, field);
  writer.end_object();
}

void write_part_param(JsonWriter& writer, const FieldInfo& field, std::size_t part,
                      const void* defaults) {
  const bool is_alpha = field.kind == FieldKind::Color && part == 3;
  writer.begin_object();
  writer.member("name", field.parts[part]);
  writer.member("description", str_cat(field.doc, ": ", field.parts[part]));
  writer.member("required", field.is_required && !is_alpha);
  writer.key("schema");
  write_part_schema(writer, field, part, defaults);
  if (part == 0) {
    writer.member("x-whole", field.name);
    write_aliases(writer, field);
  }
  writer.end_object();
}

void write_params(JsonWriter& writer, const Method& method) {
  const auto defaults = method.defaults != nullptr ? method.defaults() : nullptr;
  writer.member("paramStructure", "either");
  writer.key("params");
  writer.begin_array();
  for (const FieldInfo& field : method.params) {
    if (field.kind == FieldKind::Plain) {
      write_plain_param(writer, field, defaults.get());
      continue;
    }
    for (std::size_t part = 0; part < field.slot_count(); ++part)
      write_part_param(writer, field, part, defaults.get());
  }
  writer.end_array();
  if (method.takes_anything) writer.member("x-any-params", true);
}

void write_result(JsonWriter& writer, const Method& method) {
  writer.key("result");
  writer.begin_object();
  writer.member("name", "result");
  writer.key("schema");
  GOXEL_CHECK(method.result_schema != nullptr);
  method.result_schema(writer);
  writer.end_object();
}

void write_errors(JsonWriter& writer, const Method& method) {
  writer.key("errors");
  writer.begin_array();
  for (const ErrorCode code : errors_of(method)) {
    writer.begin_object();
    writer.member("$ref", str_cat("#/components/errors/", error_reason(code)));
    writer.end_object();
  }
  writer.end_array();
}

void write_example(JsonWriter& writer, const Example& example) {
  JsonParser parser(64);
  GOXEL_CHECK(parser.feed(example.params).status == JsonParser::Status::Complete);
  writer.begin_object();
  writer.member("name", example.method);
  writer.key("params");
  writer.begin_array();
  for (const JsonMember member : parser.root().members()) {
    writer.begin_object();
    writer.member("name", member.key);
    writer.key("value");
    append_json(writer.begin_raw(), member.value);
    writer.end_raw();
    writer.end_object();
  }
  writer.end_array();
  if (!example.result.empty()) {
    writer.key("result");
    writer.begin_object();
    writer.member("name", "result");
    writer.key("value");
    writer.raw(example.result);
    writer.end_object();
  }
  writer.end_object();
}

void write_examples(JsonWriter& writer, std::string_view method,
                    std::span<const Example> examples) {
  writer.key("examples");
  writer.begin_array();
  for (const Example& example : examples) {
    if (example.method == method) write_example(writer, example);
  }
  writer.end_array();
}

std::string_view access_word(Access access) {
  switch (access) {
    case Access::Service:
      return "service";
    case Access::Open:
      return "open";
    case Access::Peek:
      return "peek";
    case Access::Read:
      return "read";
    case Access::Write:
      return "write";
  }
  return "";
}

void write_method(JsonWriter& writer, const Method& method, std::string_view domain,
                  const ApiInfo& info) {
  const std::string name = shown_name(method);
  writer.begin_object();
  writer.member("name", name);
  writer.key("tags");
  writer.begin_array();
  writer.begin_object();
  writer.member("name", domain);
  writer.end_object();
  writer.end_array();
  writer.member("summary", method.summary);
  write_params(writer, method);
  write_result(writer, method);
  write_errors(writer, method);
  write_examples(writer, name, info.examples);
  writer.member("x-access", access_word(method.access));
  if (method.is_long) writer.member("x-long", true);
  const std::vector<std::string> others = other_names(method);
  if (!others.empty()) {
    writer.key("x-aliases");
    writer.begin_array();
    for (const std::string& other : others) writer.value(other);
    writer.end_array();
  }
  writer.end_object();
}

void write_components(JsonWriter& writer) {
  writer.key("components");
  writer.begin_object();
  writer.key("schemas");
  writer.begin_object();
  for (const SharedSchema& shared : kSharedSchemas) {
    writer.key(shared.name);
    shared.write(writer);
  }
  writer.end_object();
  writer.key("errors");
  writer.begin_object();
  for (const ErrorInfo& error : error_infos()) {
    writer.key(error.reason);
    writer.begin_object();
    writer.member("code", static_cast<std::int32_t>(error.code));
    writer.member("message", error.when);
    writer.key("data");
    writer.begin_object();
    writer.member("reason", error.reason);
    writer.end_object();
    writer.end_object();
  }
  writer.end_object();
  writer.end_object();
}

/// What an error object of OpenRPC has no place for.
void write_error_notes(JsonWriter& writer) {
  writer.key("x-errors");
  writer.begin_object();
  for (const ErrorInfo& error : error_infos()) {
    writer.key(error.reason);
    writer.begin_object();
    writer.member("details", error.details);
    writer.member("is_answered", error.is_answered);
    writer.end_object();
  }
  writer.end_object();
}

void write_info(JsonWriter& writer, const ApiInfo& info) {
  writer.key("info");
  writer.begin_object();
  writer.member("title", "goxel-daemon");
  writer.member("version", info.version);
  writer.member("description",
                "A voxel service. Object params may also have the members session, async, "
                "progress_token, workDoneToken and _meta.");
  writer.end_object();
}

}  // namespace

std::string openrpc_document(const MethodTable& methods, const ApiInfo& info) {
  std::string methods_text;
  JsonWriter methods_writer(methods_text);
  methods_writer.begin_array();
  for (const Domain& domain : methods.domains()) {
    for (const Method& method : domain.methods)
      write_method(methods_writer, method, domain.title, info);
  }
  methods_writer.end_array();
  share_schemas(methods_text);

  std::string text;
  JsonWriter writer(text);
  writer.begin_object();
  writer.member("openrpc", "1.3.2");
  write_info(writer, info);
  writer.key("methods");
  writer.raw(methods_text);
  write_components(writer);
  write_error_notes(writer);
  writer.key("x-example-project");
  writer.begin_array();
  for (const Example& request : info.example_project) {
    writer.begin_object();
    writer.member("method", request.method);
    writer.key("params");
    writer.raw(request.params);
    writer.end_object();
  }
  writer.end_array();
  writer.end_object();
  return text;
}

}  // namespace goxel::rpc
