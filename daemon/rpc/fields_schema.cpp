#include "daemon/rpc/fields.hpp"

#include <string>

namespace goxel::rpc {

namespace {

/// Adds members to the type's own schema object: what the type cannot know, but the field does.
void write_annotated(JsonWriter& writer, const FieldInfo& field, const void* defaults) {
  std::string schema;
  JsonWriter type_writer(schema);
  field.type->schema(type_writer);
  schema.pop_back();  // its closing brace
  std::string extra;
  JsonWriter extra_writer(extra);
  extra_writer.begin_object();
  extra_writer.member("description", field.doc);
  if (field.has_range) {
    extra_writer.member("minimum", field.minimum);
    extra_writer.member("maximum", field.maximum);
  }
  if (!field.is_required && defaults != nullptr) {
    const void* const member = field.const_member(defaults);
    if (field.type->has_value(member)) {
      extra_writer.key("default");
      field.type->encode(extra_writer, member);
    }
  }
  extra_writer.end_object();
  std::string& out = writer.begin_raw();
  out += schema;
  if (schema.size() > 1) out += ',';
  out.append(extra, 1);
  writer.end_raw();
}

void write_part(JsonWriter& writer, const FieldInfo& field, std::size_t part) {
  writer.key(field.parts[part]);
  writer.begin_object();
  if (field.kind == FieldKind::Color) {
    writer.member("type", "integer");
    writer.member("minimum", 0);
    writer.member("maximum", 255);
  } else {
    writer.member("type", "number");
  }
  writer.end_object();
}

void write_name_list(JsonWriter& writer, std::span<const std::string_view> names) {
  writer.begin_object();
  writer.key("required");
  writer.begin_array();
  for (const std::string_view name : names) writer.value(name);
  writer.end_array();
  writer.end_object();
}

/// What must be there: a name, or for positions and colours the whole or the parts. Other names of
/// a field count too.
void write_requirement(JsonWriter& writer, const FieldInfo& field) {
  writer.begin_object();
  writer.key("anyOf");
  writer.begin_array();
  write_name_list(writer, {&field.name, 1});
  for (const std::string_view& alias : field.aliases) {
    if (!alias.empty()) write_name_list(writer, {&alias, 1});
  }
  if (field.kind != FieldKind::Plain) write_name_list(writer, std::span(field.parts).first(3));
  writer.end_array();
  writer.end_object();
}

bool has_other_names(const FieldInfo& field) {
  return field.kind != FieldKind::Plain || !field.aliases[0].empty();
}

}  // namespace

void write_field_schema(JsonWriter& writer, const FieldInfo& field, const void* defaults) {
  write_annotated(writer, field, defaults);
}

namespace detail {

void write_fields_schema(JsonWriter& writer, std::span<const FieldInfo> list,
                         const void* defaults) {
  bool has_choice = false;
  writer.begin_object();
  writer.member("type", "object");
  writer.key("properties");
  writer.begin_object();
  for (const FieldInfo& field : list) {
    writer.key(field.name);
    write_annotated(writer, field, defaults);
    for (const std::string_view alias : field.aliases) {
      if (alias.empty()) continue;
      writer.key(alias);
      write_annotated(writer, field, nullptr);
    }
    for (std::size_t part = 0; field.kind != FieldKind::Plain && part < field.slot_count();
         ++part) {
      write_part(writer, field, part);
    }
    has_choice = has_choice || (field.is_required && has_other_names(field));
  }
  writer.end_object();
  writer.key("required");
  writer.begin_array();
  for (const FieldInfo& field : list) {
    if (field.is_required && !has_other_names(field)) writer.value(field.name);
  }
  writer.end_array();
  if (has_choice) {
    writer.key("allOf");
    writer.begin_array();
    for (const FieldInfo& field : list) {
      if (field.is_required && has_other_names(field)) write_requirement(writer, field);
    }
    writer.end_array();
  }
  writer.end_object();
}

}  // namespace detail

}  // namespace goxel::rpc
