#pragma once

#include "core/base/bytes.hpp"
#include "core/base/result.hpp"
#include "core/formats/codec.hpp"
#include "core/math/mat4.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace goxel {

/// The framing that all parts of a .gox file share. Integers and floats are 32 bits wide, little
/// endian.
///
/// file:       "GOX " version chunk*
/// chunk:      type[4] length content[length] checksum      (the checksum is written as 0 and never
/// looked at) dictionary: (key_length key value_length value)*         (a key length of 0 may end
/// it early)

inline constexpr std::string_view kGoxMagic = "GOX ";
inline constexpr std::int32_t kGoxVersion = 2;
/// Longest key and value that the editor's reader takes.
inline constexpr std::size_t kGoxTextBytes = 255;

struct GoxChunk {
  std::string_view type;  ///< four characters
  ByteView content;
  std::size_t offset = 0;  ///< of the content, in the file
};

/// The next chunk; FormatError when it is cut short or has a negative length.
Result<GoxChunk> read_gox_chunk(ByteReader& reader);

/// Typed access to one dictionary. A value of the wrong size, or a float that is not finite, is as
/// good as absent, and is told as a warning. When a key is there twice the last one counts. Refers
/// to the file's bytes.
class GoxDictionary {
 public:
  /// Reads up to the end of `reader`. `owner` names the chunk in warnings ("layer 3"). FormatError
  /// for a key or value that is too long or reaches past the end.
  static Result<GoxDictionary> read(ByteReader& reader, std::string owner, Warnings& warnings);

  bool contains(std::string_view key) const { return find(key) != nullptr; }
  /// As clean_name() makes it; empty when absent.
  std::string text(std::string_view key);
  std::optional<std::int32_t> i32(std::string_view key);
  std::optional<bool> boolean(std::string_view key);
  std::optional<Rgba> rgba(std::string_view key);
  std::optional<Mat4> matrix(std::string_view key);
  /// `count` floats into `out`, or false, leaving `out` alone, when absent.
  bool floats(std::string_view key, std::span<float> out);
  bool number(std::string_view key, float& out) { return floats(key, {&out, 1}); }

 private:
  struct Entry {
    std::string_view key;
    ByteView value;
  };

  GoxDictionary(std::string owner, Warnings& warnings)
      : owner_(std::move(owner)), warnings_(&warnings) {}
  const Entry* find(std::string_view key) const;
  /// The value's bytes if there is one of that size.
  std::optional<ByteView> fixed(std::string_view key, std::size_t size_bytes);

  std::string owner_;
  Warnings* warnings_;
  std::vector<Entry> entries_;
};

/// Appends chunks. Between begin_chunk and end_chunk the content is what is put and written to
/// bytes().
class GoxWriter {
 public:
  GoxWriter();

  void begin_chunk(std::string_view type);
  void end_chunk();
  void chunk(std::string_view type, ByteView content);
  ByteWriter& bytes() { return bytes_; }

  /// Dictionary entries. Text longer than kGoxTextBytes is an assertion: callers shorten it.
  void put(std::string_view key, ByteView value);
  void put_text(std::string_view key, std::string_view value) { put(key, as_bytes(value)); }
  void put_i32(std::string_view key, std::int32_t value);
  void put_bool(std::string_view key, bool value);
  void put_rgba(std::string_view key, Rgba value);
  void put_floats(std::string_view key, std::span<const float> values);
  void put_float(std::string_view key, float value) { put_floats(key, {&value, 1}); }

  Bytes take() { return bytes_.take(); }

 private:
  ByteWriter bytes_;
  std::size_t length_offset_ = 0;
};

}  // namespace goxel
