#include "core/formats/gox_chunks.hpp"

#include "core/base/assert.hpp"
#include "core/base/str_cat.hpp"

#include <cmath>
#include <cstring>

namespace goxel {

namespace {

/// A length field: signed in the file, and never negative.
Result<std::size_t> read_length(ByteReader& reader, std::string_view what, std::size_t maximum) {
  GOXEL_ASSIGN(const std::int32_t length, reader.i32());
  if (length < 0) return reader.fail(str_cat(what, " of negative length ", length, " ends"));
  const auto size = static_cast<std::size_t>(length);
  if (size > maximum) {
    return reader.fail(str_cat(what, " of ", size, " bytes, where ", maximum, " are allowed,"));
  }
  return size;
}

}  // namespace

Result<GoxChunk> read_gox_chunk(ByteReader& reader) {
  GOXEL_ASSIGN(const ByteView type, reader.take(4));
  GOXEL_ASSIGN(const std::size_t size, read_length(reader, "chunk", reader.remaining()));
  const std::size_t offset = reader.offset();
  GOXEL_ASSIGN(const ByteView content, reader.take(size));
  GOXEL_TRY(reader.u32());
  return GoxChunk{as_text(type), content, offset};
}

Result<GoxDictionary> GoxDictionary::read(ByteReader& reader, std::string owner,
                                          Warnings& warnings) {
  GoxDictionary dictionary(std::move(owner), warnings);
  while (!reader.is_at_end()) {
    GOXEL_ASSIGN(const std::size_t key_size, read_length(reader, "key", kGoxTextBytes));
    if (key_size == 0) {
      if (!reader.is_at_end()) return reader.fail("more content after the end of a dictionary");
      break;
    }
    GOXEL_ASSIGN(const ByteView key, reader.take(key_size));
    GOXEL_ASSIGN(const std::size_t value_size, read_length(reader, "value", kGoxTextBytes));
    GOXEL_ASSIGN(const ByteView value, reader.take(value_size));
    // No chunk has more than about a dozen keys; a flood of others must not cost memory.
    constexpr std::size_t kMaxEntries = 256;
    if (dictionary.entries_.size() == kMaxEntries) {
      return reader.fail(str_cat("dictionary of more than ", kMaxEntries, " entries"));
    }
    dictionary.entries_.push_back({as_text(key), value});
  }
  return dictionary;
}

const GoxDictionary::Entry* GoxDictionary::find(std::string_view key) const {
  const Entry* found = nullptr;
  for (const Entry& entry : entries_) {
    if (entry.key == key) found = &entry;
  }
  return found;
}

std::optional<ByteView> GoxDictionary::fixed(std::string_view key, std::size_t size_bytes) {
  const Entry* entry = find(key);
  if (entry == nullptr) return std::nullopt;
  if (entry->value.size() != size_bytes) {
    warnings_->add(str_cat(owner_, ": ", key, " ignored: it has ", entry->value.size(),
                           " bytes instead of ", size_bytes));
    return std::nullopt;
  }
  return entry->value;
}

std::string GoxDictionary::text(std::string_view key) {
  const Entry* entry = find(key);
  if (entry == nullptr) return {};
  std::string clean = clean_name(as_text(entry->value));
  if (clean != as_text(entry->value)) {
    warnings_->add(
        str_cat(owner_, ": ", key, " had bytes that are not text and became \"", clean, '"'));
  }
  return clean;
}

std::optional<std::int32_t> GoxDictionary::i32(std::string_view key) {
  const std::optional<ByteView> value = fixed(key, 4);
  if (!value) return std::nullopt;
  return ByteReader(*value, key).i32().value();
}

std::optional<bool> GoxDictionary::boolean(std::string_view key) {
  const std::optional<ByteView> value = fixed(key, 1);
  if (!value) return std::nullopt;
  return (*value)[0] != 0;
}

std::optional<Rgba> GoxDictionary::rgba(std::string_view key) {
  const std::optional<ByteView> value = fixed(key, 4);
  if (!value) return std::nullopt;
  return Rgba{(*value)[0], (*value)[1], (*value)[2], (*value)[3]};
}

std::optional<Mat4> GoxDictionary::matrix(std::string_view key) {
  Mat4 matrix;
  if (!floats(key, matrix.m)) return std::nullopt;
  return matrix;
}

bool GoxDictionary::floats(std::string_view key, std::span<float> out) {
  const std::optional<ByteView> value = fixed(key, out.size() * 4);
  if (!value) return false;
  std::array<float, 16> numbers{};
  GOXEL_ASSERT(out.size() <= numbers.size());
  ByteReader reader(*value, key);
  for (std::size_t i = 0; i < out.size(); ++i) {
    numbers[i] = reader.f32().value();
    if (!std::isfinite(numbers[i])) {
      warnings_->add(str_cat(owner_, ": ", key, " ignored: it holds a number that is not finite"));
      return false;
    }
  }
  std::copy_n(numbers.begin(), out.size(), out.begin());
  return true;
}

GoxWriter::GoxWriter() {
  bytes_.text(kGoxMagic);
  bytes_.i32(kGoxVersion);
}

void GoxWriter::begin_chunk(std::string_view type) {
  GOXEL_ASSERT(type.size() == 4);
  GOXEL_ASSERT(length_offset_ == 0);
  bytes_.text(type);
  length_offset_ = bytes_.size();
  bytes_.u32(0);
}

void GoxWriter::end_chunk() {
  GOXEL_ASSERT(length_offset_ != 0);
  bytes_.patch_u32(length_offset_, static_cast<std::uint32_t>(bytes_.size() - length_offset_ - 4));
  length_offset_ = 0;
  bytes_.u32(0);
}

void GoxWriter::chunk(std::string_view type, ByteView content) {
  begin_chunk(type);
  bytes_.raw(content);
  end_chunk();
}

void GoxWriter::put(std::string_view key, ByteView value) {
  GOXEL_ASSERT(length_offset_ != 0);
  GOXEL_CHECK(value.size() <= kGoxTextBytes);
  bytes_.u32(static_cast<std::uint32_t>(key.size()));
  bytes_.text(key);
  bytes_.u32(static_cast<std::uint32_t>(value.size()));
  bytes_.raw(value);
}

void GoxWriter::put_i32(std::string_view key, std::int32_t value) {
  ByteWriter content;
  content.i32(value);
  put(key, content.take());
}

void GoxWriter::put_bool(std::string_view key, bool value) {
  const std::uint8_t byte = value ? 1 : 0;
  put(key, {&byte, 1});
}

void GoxWriter::put_rgba(std::string_view key, Rgba value) {
  const std::array<std::uint8_t, 4> bytes = {value.r, value.g, value.b, value.a};
  put(key, bytes);
}

void GoxWriter::put_floats(std::string_view key, std::span<const float> values) {
  ByteWriter content;
  for (const float value : values) content.f32(value);
  put(key, content.take());
}

}  // namespace goxel
