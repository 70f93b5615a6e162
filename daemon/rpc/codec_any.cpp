#include "daemon/rpc/codec_voxel.hpp"

#include <vector>

namespace goxel::rpc {

namespace {

void append_string(std::string& out, const JsonTape& tape, std::uint32_t index) {
  if (tape.has_escapes(index)) {
    append_json_string(out, tape.text(index));
  } else {
    out += tape.quoted_text(index);  // valid and escape-free in the source already
  }
}

void append_scalar(std::string& out, JsonView json) {
  switch (json.kind()) {
    case JsonKind::Bool:
      out += json.as_bool() ? "true" : "false";
      return;
    case JsonKind::Number:
      out += json.text();
      return;
    case JsonKind::String:
      return append_string(out, json.tape(), json.index());
    default:
      out += "null";
  }
}

/// A container that is being written.
struct Open {
  std::uint32_t end;
  bool is_object;
  bool is_key_next;
  bool needs_comma;
};

}  // namespace

void append_json(std::string& out, JsonView json) {
  const JsonTape& tape = json.tape();
  std::vector<Open> open;  // a list instead of recursion: the nesting is the client's
  std::uint32_t index = json.index();
  const std::uint32_t end = json.end_index();
  while (index < end || !open.empty()) {
    if (!open.empty() && index == open.back().end) {
      out += open.back().is_object ? '}' : ']';
      open.pop_back();
      continue;
    }
    if (!open.empty() && open.back().is_object && open.back().is_key_next) {
      if (open.back().needs_comma) out += ',';
      append_string(out, tape, index++);
      out += ':';
      open.back().is_key_next = false;
      continue;
    }
    if (!open.empty()) {
      if (!open.back().is_object && open.back().needs_comma) out += ',';
      open.back().needs_comma = true;
      open.back().is_key_next = true;
    }
    const JsonView value(tape, index);
    if (value.is_array() || value.is_object()) {
      out += value.is_object() ? '{' : '[';
      open.push_back({value.end_index(), value.is_object(), true, false});
    } else {
      append_scalar(out, value);
    }
    ++index;
  }
}

Result<void> Codec<AnyJson>::decode(JsonView json, AnyJson& out, DecodeContext&) {
  out.text.clear();
  append_json(out.text, json);
  return {};
}
void Codec<AnyJson>::encode(JsonWriter& writer, const AnyJson& value) { writer.raw(value.text); }
void Codec<AnyJson>::schema(JsonWriter& writer) {
  writer.begin_object();
  writer.end_object();
}
void Codec<AnyJson>::result_schema(JsonWriter& writer) { schema(writer); }

}  // namespace goxel::rpc
