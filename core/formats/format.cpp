#include "core/formats/format.hpp"

#include "core/base/ascii.hpp"
#include "core/base/assert.hpp"
#include "core/base/str_cat.hpp"
#include "core/formats/gox_reader.hpp"
#include "core/formats/gox_writer.hpp"
#include "core/formats/obj_writer.hpp"
#include "core/formats/ply_writer.hpp"
#include "core/formats/txt_writer.hpp"
#include "core/formats/vox_reader.hpp"
#include "core/formats/vox_writer.hpp"

#include <algorithm>
#include <array>

namespace goxel {

namespace {

constexpr std::array<std::string_view, 1> kGoxExtensions = {"gox"};
constexpr std::array<std::string_view, 1> kVoxAliases = {"magicavoxel"};
constexpr std::array<std::string_view, 1> kVoxExtensions = {"vox"};
constexpr std::array<std::string_view, 1> kTxtAliases = {"text"};
constexpr std::array<std::string_view, 1> kTxtExtensions = {"txt"};
constexpr std::array<std::string_view, 1> kObjAliases = {"wavefront"};
constexpr std::array<std::string_view, 1> kObjExtensions = {"obj"};
constexpr std::array<std::string_view, 1> kPlyAliases = {"stanford"};
constexpr std::array<std::string_view, 1> kPlyExtensions = {"ply"};

constexpr FormatOption kUpOption = {"up", "y or z: the axis of the file that points up; z"};
constexpr std::array<FormatOption, 2> kObjOptions = {
    kUpOption, {"per_layer", "a group for each visible layer, not merged; false"}};
constexpr std::array<FormatOption, 2> kPlyOptions = {kUpOption,
                                                     {"ascii", "text rather than binary; false"}};

constexpr auto kFormats = std::to_array<FormatInfo>({
    {FormatId::Gox, "gox", {}, kGoxExtensions, true, true, ""},
    {FormatId::Vox, "vox", kVoxAliases, kVoxExtensions, true, true,
     "materials, cameras and the image box, alpha, blend modes, empty layers, colours beyond 255; "
     "layers above 256 voxels a side are cut; of animations the first frame is read"},
    {FormatId::Txt, "txt", kTxtAliases, kTxtExtensions, false, true,
     "solid voxels of the flattened visible layers only"},
    {FormatId::Obj, "obj", kObjAliases, kObjExtensions, false, true,
     "the surface of the solid voxels of the visible layers only, without materials", kObjOptions},
    {FormatId::Ply, "ply", kPlyAliases, kPlyExtensions, false, true,
     "the surface of the solid voxels of the flattened visible layers only", kPlyOptions},
});

bool contains_without_case(std::span<const std::string_view> texts, std::string_view text) {
  return std::any_of(texts.begin(), texts.end(),
                     [&](std::string_view t) { return equal_ignoring_case(t, text); });
}

std::string readable_names() {
  std::string names;
  for (const FormatInfo& format : kFormats) {
    if (format.can_read) names += str_cat(names.empty() ? "" : ", ", format.name);
  }
  return names;
}

bool starts_with(ByteView file, std::string_view text) {
  return as_text(file.first(std::min(file.size(), text.size()))) == text;
}

}  // namespace

std::span<const FormatInfo> format_infos() { return kFormats; }

const FormatInfo& format_info(FormatId id) {
  const auto* found = std::find_if(kFormats.begin(), kFormats.end(),
                                   [&](const FormatInfo& f) { return f.id == id; });
  GOXEL_CHECK(found != kFormats.end());
  return *found;
}

std::optional<FormatId> find_format(std::string_view name) {
  for (const FormatInfo& format : kFormats) {
    if (equal_ignoring_case(format.name, name) || contains_without_case(format.aliases, name) ||
        contains_without_case(format.extensions, name)) {
      return format.id;
    }
  }
  return std::nullopt;
}

std::optional<FormatId> format_of_path(std::string_view path) {
  const std::size_t dot = path.find_last_of("./");
  if (dot == std::string_view::npos || path[dot] == '/') return std::nullopt;
  const std::string_view extension = path.substr(dot + 1);
  for (const FormatInfo& format : kFormats) {
    if (contains_without_case(format.extensions, extension)) return format.id;
  }
  return std::nullopt;
}

Result<FormatId> detect_format(ByteView file) {
  if (starts_with(file, "GOX ")) return FormatId::Gox;
  if (starts_with(file, "VOX ")) return FormatId::Vox;
  return Error{
      ErrorCode::FormatError,
      str_cat("unknown file content; the formats that can be read are ", readable_names())};
}

Result<Loaded> load(ByteView file, const Limits& limits) {
  GOXEL_ASSIGN(const FormatId format, detect_format(file));
  return load(file, format, limits);
}

Result<Loaded> load(ByteView file, FormatId format, const Limits& limits) {
  if (static_cast<std::int64_t>(file.size()) > limits.file_bytes) {
    return Error{ErrorCode::LimitExceeded,
                 str_cat("file of ", file.size(), " bytes; the limit is ", limits.file_bytes)}
        .with("limit", "file_bytes")
        .with("maximum", limits.file_bytes);
  }
  switch (format) {
    case FormatId::Gox:
      return read_gox(file, limits);
    case FormatId::Vox:
      return read_vox(file, limits);
    case FormatId::Txt:
    case FormatId::Obj:
    case FormatId::Ply:
      break;
  }
  return Error{ErrorCode::FormatError,
               str_cat("format ", format_info(format).name, " cannot be read; those that can are ",
                       readable_names())};
}

Result<Saved> save(const Image& image, FormatId format, const Limits& limits,
                   const SaveOptions& options) {
  switch (format) {
    case FormatId::Gox:
      return write_gox(image, {options.preview_png, options.parallel});
    case FormatId::Txt:
      return write_txt(image, limits);
    case FormatId::Vox:
      return write_vox(image, limits);
    case FormatId::Obj:
      return write_obj(image, limits, options.mesh);
    case FormatId::Ply:
      return write_ply(image, limits, options.mesh);
  }
  return Error{ErrorCode::FormatError,
               str_cat("format ", format_info(format).name, " cannot be written")};
}

}  // namespace goxel
