#pragma once

#include "core/base/result.hpp"

#include <boost/json/object.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace goxel::bench {

/// One figure of two runs.
struct FigureRatio {
  std::string_view name;
  double earlier = 0;
  double now = 0;
  double ratio() const { return earlier > 0 ? now / earlier : 0; }  ///< 0 where there is none
};

/// The figures of `now`, a report as --json prints it, beside those of `earlier`, such a report's
/// text. FormatError when that is none; InvalidParams when its load was another.
Result<std::vector<FigureRatio>> ratios_to_earlier(const boost::json::object& now,
                                                   std::string_view earlier);

/// A report's text: the file at `path`, of up to 1 MiB. InvalidParams when it cannot be
/// opened; FileError, FormatError when it is larger.
Result<std::string> read_report(const std::string& path);

}  // namespace goxel::bench
