#pragma once

#include "daemon/config/settings.hpp"
#include "daemon/logging/field.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace goxel::logging {

/// One log line with its newline, whatever bytes the message and the fields hold.
///
///     2026-01-02T03:04:05.678Z info session created session=s1-abc worker=3
///     {"ts":"2026-01-02T03:04:05.678Z","level":"info","msg":"session
///     created","session":"s1-abc","worker":3}
///
/// In text, control characters become \xNN, and values with spaces, quotes or nothing in them are
/// quoted. In JSON, bytes that are no UTF-8 become U+FFFD.
/// \param format   Text or Json
/// \param time_ms  since 1970 in UTC
std::string format_line(config::LogFormat format, std::int64_t time_ms, config::LogLevel level,
                        std::string_view message, std::span<const Field> fields);

}  // namespace goxel::logging
