#include "daemon/methods/model_files.hpp"

#include "core/base/str_cat.hpp"
#include "daemon/methods/params.hpp"
#include "daemon/methods/path_parts.hpp"
#include "daemon/methods/preview_picture.hpp"

namespace goxel::methods {

std::string format_names(bool FormatInfo::*can) {
  std::string names;
  for (const FormatInfo& info : format_infos()) {
    if (!(info.*can)) continue;
    if (!names.empty()) names += ", ";
    names += info.name;
  }
  return names;
}

Result<std::optional<FormatId>> choose_read_format(const std::optional<std::string>& name) {
  if (!name) return std::optional<FormatId>();
  const std::optional<FormatId> format = find_format(*name);
  if (format && format_info(*format).can_read) return format;
  return invalid_param("format", str_cat("\"", *name, "\" cannot be read; known are ",
                                         format_names(&FormatInfo::can_read)));
}

Result<FormatId> choose_write_format(const std::optional<std::string>& name,
                                     const std::string& path) {
  std::optional<FormatId> id;
  if (name) {
    id = find_format(*name);
    if (!id)
      return invalid_param("format", str_cat("\"", *name, "\" is no format; known are ",
                                             format_names(&FormatInfo::can_write)));
  } else {
    id = format_of_path(path);
    const std::string_view extension = extension_of(path);
    if (!id && !extension.empty()) {
      return invalid_param("path",
                           str_cat("\"", extension, "\" is no format's extension; known are ",
                                   format_names(&FormatInfo::can_write)));
    }
  }
  const FormatId chosen = id.value_or(FormatId::Gox);
  if (!format_info(chosen).can_write) {
    return invalid_param("format",
                         str_cat(format_info(chosen).name, " can be read only; written are ",
                                 format_names(&FormatInfo::can_write)));
  }
  return chosen;
}

Result<void> check_one_source(const std::optional<std::string>& path,
                              const std::optional<rpc::Base64>& data) {
  if (path.has_value() != data.has_value()) return {};
  return invalid_param("path", "give either path or data, and not both");
}

Result<Loaded> load_model(const std::optional<std::string>& path,
                          const std::optional<rpc::Base64>& data,
                          const std::optional<FormatId>& format, const files::FileStore& files,
                          const Limits& limits) {
  Bytes read;
  if (path) {
    GOXEL_ASSIGN(read, files.read(*path, limits.file_bytes));
  }
  const ByteView bytes = path ? ByteView(read) : ByteView(data->bytes);
  return format ? load(bytes, *format, limits) : load(bytes, limits);
}

Result<Saved> encode_model(const Image& image, FormatId format, const MeshOptions& mesh,
                           const Limits& limits, Parallel& parallel, Progress& progress) {
  Bytes preview;
  if (format == FormatId::Gox) {
    GOXEL_ASSIGN(preview, preview_png(image, limits, parallel, progress));
  }
  return save(image, format, limits, SaveOptions{preview, &parallel, mesh});
}

}  // namespace goxel::methods
