#pragma once

#include "core/base/parallel.hpp"
#include "core/formats/codec.hpp"
#include "core/formats/mesh_options.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace goxel {

/// Something that a writer can be told, by its name on the wire.
struct FormatOption {
  std::string_view name;
  std::string_view doc;
};

/// What one file format can do.
struct FormatInfo {
  FormatId id;
  std::string_view name;                         ///< on the wire
  std::span<const std::string_view> aliases;     ///< other names
  std::span<const std::string_view> extensions;  ///< without the dot; the first is the usual one
  bool can_read;
  bool can_write;
  std::string_view lossy_notes;  ///< what a round trip through it loses; empty when nothing
  std::span<const FormatOption> options = {};  ///< that its writer knows
};

/// All formats, in the order in which they are shown.
std::span<const FormatInfo> format_infos();
const FormatInfo& format_info(FormatId id);

/// By name, alias or extension (without the dot), in any case.
std::optional<FormatId> find_format(std::string_view name);
/// By what follows the last dot of the last path component, in any case; nothing without a known
/// extension.
std::optional<FormatId> format_of_path(std::string_view path);

/// The format that the content begins like. Formats without a signature are not found. FormatError
/// naming the formats that can be read.
Result<FormatId> detect_format(ByteView file);

/// Reads a file of the given format, or of the one that its content shows. LimitExceeded past
/// limits.file_bytes; FormatError for unknown content and for a format that is only written; else
/// what the format's reader says.
Result<Loaded> load(ByteView file, const Limits& limits);
Result<Loaded> load(ByteView file, FormatId format, const Limits& limits);

struct SaveOptions {
  ByteView preview_png = {};     ///< gox: see GoxOptions
  Parallel* parallel = nullptr;  ///< null: on the calling thread
  MeshOptions mesh = {};         ///< those that the format does not know are passed over
};

/// Writes an image. FormatError for a format that is only read; else what the format's writer says.
Result<Saved> save(const Image& image, FormatId format, const Limits& limits,
                   const SaveOptions& options = {});

}  // namespace goxel
