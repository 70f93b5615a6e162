#pragma once

#include "core/base/progress.hpp"
#include "core/formats/format.hpp"
#include "daemon/files/file_store.hpp"
#include "daemon/rpc/codec_voxel.hpp"

#include <optional>
#include <string>

namespace goxel::methods {

// What methods that read and write model files have in common.

/// The names of the formats that can be read, or written, for errors.
std::string format_names(bool FormatInfo::*can);

/// The format that a read names, which has to be one that is read; nothing when it names none.
/// InvalidParams.
Result<std::optional<FormatId>> choose_read_format(const std::optional<std::string>& name);

/// The format that a write means: by name, else by the path's extension, else gox. A path whose
/// extension is no format's is refused, so that a typing mistake does not become a file of another
/// kind. InvalidParams.
Result<FormatId> choose_write_format(const std::optional<std::string>& name,
                                     const std::string& path);

/// InvalidParams unless exactly one of them is given.
Result<void> check_one_source(const std::optional<std::string>& path,
                              const std::optional<rpc::Base64>& data);

/// Reads and decodes a file, or `data` when there is no path; the format is found in the content
/// when absent. For job threads.
Result<Loaded> load_model(const std::optional<std::string>& path,
                          const std::optional<rpc::Base64>& data,
                          const std::optional<FormatId>& format, const files::FileStore& files,
                          const Limits& limits);

/// Encodes an image; a .gox gets the preview picture that editors show. For job threads.
Result<Saved> encode_model(const Image& image, FormatId format, const MeshOptions& mesh,
                           const Limits& limits, Parallel& parallel, Progress& progress);

}  // namespace goxel::methods
