#include "daemon/rpc/fields.hpp"

#include <string>
#include <vector>

namespace goxel::rpc {

namespace {

/// The default of an optional field, or null.
const void* default_of(const FieldInfo& field, const void* defaults) {
  if (field.is_required || defaults == nullptr) return nullptr;
  const void* const member = field.const_member(defaults);
  return field.type->has_value(member) ? member : nullptr;
}

/// Adds members to the type's own schema object: what the type cannot know, but the field does.
/// `description` may be empty.
void write_annotated(JsonWriter& writer, const FieldInfo& field,
                     void (*type_schema)(JsonWriter& writer), std::string_view description,
                     const void* defaults) {
  std::string schema;
  JsonWriter type_writer(schema);
  type_schema(type_writer);
  schema.pop_back();  // its closing brace
  std::string extra;
  JsonWriter extra_writer(extra);
  extra_writer.begin_object();
  if (!description.empty()) extra_writer.member("description", description);
  if (field.has_range) {
    extra_writer.member("minimum", field.minimum);
    extra_writer.member("maximum", field.maximum);
  }
  if (const void* const member = default_of(field, defaults)) {
    extra_writer.key("default");
    field.type->encode(extra_writer, member);
  }
  extra_writer.end_object();
  std::string& out = writer.begin_raw();
  out += schema;
  if (schema.size() > 1 && extra.size() > 2) out += ',';
  out.append(extra, 1);
  writer.end_raw();
}

/// What a Position or Color is, when it is not an empty optional.
template <class T>
const T& whole_value(const FieldInfo& field, const void* member) {
  return field.type->is_optional ? **static_cast<const std::optional<T>*>(member)
                                 : *static_cast<const T*>(member);
}

std::int32_t part_of(const FieldInfo& field, const void* member, std::size_t part) {
  if (field.kind == FieldKind::Position)
    return whole_value<IVec3>(field, member)[static_cast<int>(part)];
  const Rgba color = whole_value<Rgba>(field, member);
  const std::array<std::int32_t, 4> channels = {color.r, color.g, color.b, color.a};
  return channels[part];
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

void write_value_schema(JsonWriter& writer, const FieldInfo& field, const void* defaults) {
  write_annotated(writer, field, field.type->schema, {}, defaults);
}

void write_part_schema(JsonWriter& writer, const FieldInfo& field, std::size_t part,
                       const void* defaults) {
  const bool is_alpha = field.kind == FieldKind::Color && part == 3;
  writer.begin_object();
  if (field.kind == FieldKind::Color) {
    writer.member("type", "integer");
    writer.member("minimum", 0);
    writer.member("maximum", 255);
  } else {
    writer.member("type", "number");
  }
  if (const void* const member = default_of(field, defaults)) {
    writer.member("default", part_of(field, member, part));
  } else if (is_alpha) {
    writer.member("default", 255);
  }
  writer.end_object();
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
    write_annotated(writer, field, field.type->schema, field.doc, defaults);
    for (const std::string_view alias : field.aliases) {
      if (alias.empty()) continue;
      writer.key(alias);
      write_annotated(writer, field, field.type->schema, field.doc, nullptr);
    }
    for (std::size_t part = 0; field.kind != FieldKind::Plain && part < field.slot_count();
         ++part) {
      writer.key(field.parts[part]);
      write_part_schema(writer, field, part, nullptr);
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

void write_result_fields_schema(JsonWriter& writer, std::span<const FieldInfo> list) {
  std::vector<std::string_view> always;
  writer.begin_object();
  writer.member("type", "object");
  writer.key("properties");
  writer.begin_object();
  for (const FieldInfo& field : list) {
    const bool is_position = field.kind == FieldKind::Position;
    const auto names = is_position ? std::span(field.parts).first(3) : std::span(&field.name, 1);
    for (const std::string_view name : names) {
      writer.key(name);
      if (is_position) {
        writer.begin_object();
        writer.member("type", "integer");
        writer.member("description", field.doc);
        writer.end_object();
      } else {
        write_annotated(writer, field, field.type->result_schema, field.doc, nullptr);
      }
      if (!field.type->is_optional) always.push_back(name);
    }
  }
  writer.end_object();
  writer.key("required");
  writer.begin_array();
  for (const std::string_view name : always) writer.value(name);
  writer.end_array();
  writer.end_object();
}

}  // namespace detail

}  // namespace goxel::rpc
