#include "daemon/rpc/fields.hpp"

#include "core/base/str_cat.hpp"
#include "daemon/rpc/nearest_name.hpp"

#include <algorithm>

namespace goxel::rpc::detail {

namespace {

constexpr std::uint32_t kAbsent = 0xFFFFFFFF;
constexpr std::uint32_t kNamed = 0xFFFFFFFF;
constexpr std::array<std::string_view, 5> kReservedNames = {"session", "async", "progress_token",
                                                            "workDoneToken", "_meta"};

constexpr std::string_view kOperationType = "type";

/// Where the value of one field, or of one component, was found.
struct Slot {
  std::uint32_t node = kAbsent;
  std::uint32_t position =
      kNamed;  ///< index in the params array, or kNamed: the key is the node before
};

/// The fields of a list and what the request gives for each: one slot for the whole, then one for
/// each component.
class Assignment {
 public:
  explicit Assignment(std::span<const FieldInfo> list) : list_(list) {
    std::size_t count = 0;
    for (const FieldInfo& field : list) count += field.slot_count() + 1;
    GOXEL_CHECK(count <= kMaxListSize);
    std::fill_n(slots_.begin(), count, Slot{});
  }

  Result<void> from_array(JsonView array, DecodeContext& context);
  Result<void> from_object(JsonView object, Place place, DecodeContext& context);
  Result<void> decode(const JsonTape& tape, void* out, DecodeContext& context) const;

 private:
  Result<void> take_name(const JsonMember& member, Place place, DecodeContext& context);
  Slot* find(std::string_view name);

  std::span<const FieldInfo> list_;
  std::array<Slot, kMaxListSize> slots_;  // NOLINT: only the part in use is initialised
};

bool is_whole(JsonView value, FieldKind kind) {
  return value.is_array() || value.is_object() || (kind == FieldKind::Color && value.is_string());
}

/// The values of a params array, taken one after another.
class Positions {
 public:
  explicit Positions(JsonView array)
      : tape_(array.tape()), node_(array.index() + 1), end_(array.end_index()) {}

  bool is_at_end() const { return node_ == end_; }
  JsonView current() const { return JsonView(tape_, node_); }
  std::uint32_t position() const { return position_; }
  Slot take() {
    const Slot slot{node_, position_++};
    node_ = tape_.next(node_);
    return slot;
  }
  /// After a colour given as one value: passes over its other slots when they are there and all
  /// null.
  void skip_nulls(std::size_t count) {
    Positions ahead = *this;
    for (std::size_t i = 0; i < count; ++i) {
      if (ahead.is_at_end() || !ahead.current().is_null()) return;
      ahead.take();
    }
    node_ = ahead.node_;
    position_ = ahead.position_;
  }

 private:
  const JsonTape& tape_;
  std::uint32_t node_;
  std::uint32_t end_;
  std::uint32_t position_ = 0;
};

Result<void> Assignment::from_array(JsonView array, DecodeContext& context) {
  Positions values(array);
  Slot* slot = slots_.data();
  std::size_t accepted = 0;
  for (const FieldInfo& field : list_) {
    const std::size_t count = field.slot_count();
    accepted += count;
    if (!values.is_at_end() &&
        (field.kind == FieldKind::Plain || is_whole(values.current(), field.kind))) {
      slot[0] = values.take();
      if (count > 1) values.skip_nulls(count - 1);
    } else if (field.kind != FieldKind::Plain) {
      for (std::size_t part = 1; part <= count && !values.is_at_end(); ++part)
        slot[part] = values.take();
    }
    slot += count + 1;
  }
  if (values.is_at_end()) return {};
  const PathScope scope(context, values.position());
  return context.fail(str_cat("surplus value; at most ", accepted, " are taken here"));
}

Slot* Assignment::find(std::string_view name) {
  Slot* slot = slots_.data();
  for (const FieldInfo& field : list_) {
    if (is_same_name(field.name, name)) return slot;
    for (const std::string_view alias : field.aliases) {
      if (alias.empty()) break;
      if (is_same_name(alias, name)) return slot;
    }
    const std::size_t count = field.slot_count();
    for (std::size_t part = 0; count > 1 && part < count; ++part) {
      if (is_same_name(field.parts[part], name)) return slot + part + 1;
    }
    slot += count + 1;
  }
  return nullptr;
}

/// The name in the list that `unknown` was probably meant to be; empty when none is near.
std::string_view nearest_field_name(std::span<const FieldInfo> list, std::string_view unknown) {
  NearestName nearest(unknown);
  for (const FieldInfo& field : list) {
    nearest.offer(field.name);
    for (const std::string_view alias : field.aliases) nearest.offer(alias);
    for (const std::string_view part : field.parts) nearest.offer(part);
  }
  return nearest.name();
}

Result<void> Assignment::take_name(const JsonMember& member, Place place, DecodeContext& context) {
  if (place == Place::Operation && is_same_name(member.key, kOperationType)) return {};
  Slot* const slot = find(member.key);
  if (slot != nullptr) {
    if (slot->node != kAbsent) return context.fail("given twice, under two names");
    slot->node = member.value.index();
    return {};
  }
  const bool is_reserved =
      std::find(kReservedNames.begin(), kReservedNames.end(), member.key) != kReservedNames.end();
  if (place == Place::Params && is_reserved) return {};
  const std::string_view nearest = nearest_field_name(list_, member.key);
  Error error =
      context.fail(nearest.empty() ? std::string("unknown name")
                                   : str_cat("unknown name; did you mean \"", nearest, "\"?"));
  if (!context.ignores_unknown_names) return error;
  context.warnings.push_back(std::move(error.message));
  return {};
}

Result<void> Assignment::from_object(JsonView object, Place place, DecodeContext& context) {
  for (const JsonMember member : object.members()) {
    const PathScope scope(context, member.key);
    GOXEL_TRY(take_name(member, place, context));
  }
  return {};
}

/// Decoding of one field from its slots.
class FieldDecoder {
 public:
  FieldDecoder(const FieldInfo& field, const Slot* slots, const JsonTape& tape,
               DecodeContext& context)
      : field_(field), slots_(slots), tape_(tape), context_(context) {}

  Result<void> decode(void* out) const {
    if (field_.kind != FieldKind::Plain && has_parts()) return decode_parts(field_.member(out));
    if (is_given(slots_[0])) return decode_whole(field_.member(out));
    if (!field_.is_required) return {};
    const PathScope scope(context_, field_.name);
    return context_.fail(field_.kind == FieldKind::Plain ? std::string("missing")
                                                         : missing_parts());
  }

 private:
  JsonView view(const Slot& slot) const { return JsonView(tape_, slot.node); }
  /// Null is absent, except where a plain parameter must be there: its codec decides whether null
  /// will do.
  bool is_given(const Slot& slot) const {
    if (slot.node == kAbsent) return false;
    return !view(slot).is_null() || (field_.is_required && field_.kind == FieldKind::Plain);
  }
  bool has_parts() const {
    for (std::size_t part = 1; part <= field_.slot_count(); ++part) {
      if (is_given(slots_[part])) return true;
    }
    return false;
  }
  PathScope scope_of(const Slot& slot) const {
    if (slot.position == kNamed) return PathScope(context_, tape_.text(slot.node - 1));
    return PathScope(context_, slot.position);
  }
  std::string missing_parts() const {
    std::string names;
    const std::size_t needed = 3;  // alpha has a default
    for (std::size_t part = 0; part < needed; ++part) str_append_name(names, field_.parts[part]);
    return str_cat("missing; give it, or ", names);
  }
  static void str_append_name(std::string& names, std::string_view name) {
    if (!names.empty()) names += ", ";
    names += name;
  }

  Result<void> decode_whole(void* member) const {
    const PathScope scope = scope_of(slots_[0]);
    const JsonView json = view(slots_[0]);
    GOXEL_TRY(field_.type->decode(json, member, context_));
    if (!field_.has_range || !field_.type->has_value(member)) return {};
    const double number = field_.type->number(member);
    if (number >= field_.minimum && number <= field_.maximum) return {};
    return context_.fail(
        str_cat(describe(json), " is outside ", field_.minimum, "..", field_.maximum));
  }

  Result<void> decode_parts(void* member) const {
    if (is_given(slots_[0])) {
      const PathScope scope = scope_of(slots_[0]);
      return context_.fail("given as a whole and in parts");
    }
    return field_.kind == FieldKind::Position ? decode_position(member) : decode_color(member);
  }

  /// The error for a component that is not there.
  Error missing_part(std::size_t part) const {
    const PathScope scope(context_, field_.parts[part]);
    return context_.fail("missing");
  }

  template <class T>
  void store(void* member, const T& value) const {
    if (field_.type->is_optional) {
      *static_cast<std::optional<T>*>(member) = value;
    } else {
      *static_cast<T*>(member) = value;
    }
  }

  Result<void> decode_position(void* member) const {
    IVec3 value;
    for (std::size_t part = 0; part < 3; ++part) {
      const Slot& slot = slots_[part + 1];
      if (!is_given(slot)) return missing_part(part);
      const PathScope scope = scope_of(slot);
      GOXEL_ASSIGN(value[static_cast<int>(part)], decode_coordinate(view(slot), context_));
    }
    store(member, value);
    return {};
  }

  Result<void> decode_color(void* member) const {
    Rgba value{0, 0, 0, 255};
    std::uint8_t* const channels[] = {&value.r, &value.g, &value.b, &value.a};
    for (std::size_t part = 0; part < 4; ++part) {
      const Slot& slot = slots_[part + 1];
      if (!is_given(slot)) {
        if (part == 3) break;
        return missing_part(part);
      }
      const PathScope scope = scope_of(slot);
      GOXEL_ASSIGN(*channels[part], decode_channel(view(slot), context_));
    }
    store(member, value);
    return {};
  }

  const FieldInfo& field_;
  const Slot* slots_;
  const JsonTape& tape_;
  DecodeContext& context_;
};

Result<void> Assignment::decode(const JsonTape& tape, void* out, DecodeContext& context) const {
  const Slot* slot = slots_.data();
  for (const FieldInfo& field : list_) {
    GOXEL_TRY(FieldDecoder(field, slot, tape, context).decode(out));
    slot += field.slot_count() + 1;
  }
  return {};
}

/// `[{...}]`, as older documents show it, stands for the object where an object cannot be the first
/// parameter. A position or colour in first place reads the same either way.
bool is_wrapped_object(JsonView json, std::span<const FieldInfo> list) {
  if (!json.is_array() || json.size() != 1 || !(*json.elements().begin()).is_object()) return false;
  return list.empty() || list[0].kind != FieldKind::Plain || !list[0].type->takes_object;
}

}  // namespace

Result<void> decode_fields(std::optional<JsonView> json, std::span<const FieldInfo> list,
                           Place place, void* out, DecodeContext& context) {
  static const JsonTape kNothing;
  Assignment assignment(list);
  if (!json) return assignment.decode(kNothing, out, context);
  JsonView source = *json;
  if (place == Place::Params && is_wrapped_object(source, list))
    source = *source.elements().begin();
  if (source.is_array()) {
    GOXEL_TRY(assignment.from_array(source, context));
  } else if (source.is_object()) {
    GOXEL_TRY(assignment.from_object(source, place, context));
  } else {
    return context.wrong_type(source, "an object or an array");
  }
  return assignment.decode(source.tape(), out, context);
}

void encode_fields(JsonWriter& writer, std::span<const FieldInfo> list, const void* object) {
  writer.begin_object();
  for (const FieldInfo& field : list) {
    const void* const member = field.const_member(object);
    if (!field.type->has_value(member)) continue;
    if (field.kind == FieldKind::Position) {
      const IVec3& value = field.type->is_optional
                               ? **static_cast<const std::optional<IVec3>*>(member)
                               : *static_cast<const IVec3*>(member);
      for (int axis = 0; axis < 3; ++axis) {
        writer.plain_key(field.parts[static_cast<std::size_t>(axis)]);
        writer.value(value[axis]);
      }
      continue;
    }
    GOXEL_CHECK(field.name.size() <= JsonWriter::kPlainKeySize);
    writer.plain_key(field.name);
    field.type->encode(writer, member);
  }
  writer.end_object();
}

}  // namespace goxel::rpc::detail
