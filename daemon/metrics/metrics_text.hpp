#pragma once

#include "daemon/rpc/services.hpp"

#include <string>

namespace goxel::metrics {

/// The media type of metrics_text().
inline constexpr std::string_view kMetricsType = "text/plain; version=0.0.4; charset=utf-8";

/// All that the service counts, in the text format of Prometheus. Changes nothing; any thread, once
/// the workers have started. Well below a millisecond for each worker.
std::string metrics_text(const rpc::Services& services);

}  // namespace goxel::metrics
