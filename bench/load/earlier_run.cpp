#include "bench/load/earlier_run.hpp"

#include "core/base/str_cat.hpp"

#include <boost/json.hpp>

#include <fstream>

namespace goxel::bench {

namespace {

constexpr std::size_t kReportBytes = std::size_t{1} << 20;

struct NamedPointer {
  std::string_view name;
  const char* pointer;
};
constexpr NamedPointer kFigures[] = {
    {"requests/s", "/requests_per_s"},
    {"latency p50, us", "/latency_us/p50"},
    {"latency p90, us", "/latency_us/p90"},
    {"latency p99, us", "/latency_us/p99"},
    {"latency p99.9, us", "/latency_us/p99.9"},
    {"latency max, us", "/latency_us/max"},
    {"server CPU per request, us", "/server_cpu_us_per_request"},
};

Result<double> figure(const boost::json::value& report, const NamedPointer& wanted) {
  boost::system::error_code failure;
  const boost::json::value* const found = report.find_pointer(wanted.pointer, failure);
  if (found != nullptr && found->is_number()) return found->to_number<double>(failure);
  return Error{ErrorCode::FormatError,
               str_cat("the earlier report has no number at ", wanted.pointer)};
}

std::string load_text(const boost::json::object& report) {
  const boost::json::value* const load = report.if_contains("load");
  return load == nullptr ? "none" : boost::json::serialize(*load);
}

}  // namespace

Result<std::vector<FigureRatio>> ratios_to_earlier(const boost::json::object& now,
                                                   std::string_view earlier) {
  boost::system::error_code failure;
  const boost::json::value then =
      boost::json::parse(boost::json::string_view(earlier.data(), earlier.size()), failure);
  if (failure || !then.is_object())
    return Error{ErrorCode::FormatError, "the earlier report is no JSON object"};
  const std::string load_now = load_text(now);
  const std::string load_then = load_text(then.get_object());
  if (load_now != load_then) {
    return Error{ErrorCode::InvalidParams,
                 str_cat("the earlier report is of another load: ", load_then, ", now ", load_now)};
  }
  const boost::json::value report(now);
  std::vector<FigureRatio> ratios;
  for (const NamedPointer& wanted : kFigures) {
    FigureRatio ratio;
    ratio.name = wanted.name;
    GOXEL_ASSIGN(ratio.now, figure(report, wanted));
    GOXEL_ASSIGN(ratio.earlier, figure(then, wanted));
    ratios.push_back(ratio);
  }
  return ratios;
}

Result<std::string> read_report(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return Error{ErrorCode::InvalidParams, str_cat("cannot open ", path)};
  std::string text(kReportBytes + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (file.bad()) return Error{ErrorCode::FileError, str_cat("cannot read ", path)};
  if (text.size() > kReportBytes) {
    return Error{ErrorCode::FormatError,
                 str_cat(path, " is larger than ", kReportBytes, " bytes: no report")};
  }
  return text;
}

}  // namespace goxel::bench
