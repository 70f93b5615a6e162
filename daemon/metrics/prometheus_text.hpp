#pragma once

#include "core/base/str_cat.hpp"

#include <string>
#include <string_view>

namespace goxel::metrics {

/// Writes the text format of Prometheus, version 0.0.4:
///
///   PrometheusText text;
///   text.family("goxel_connections", "gauge", "Live connections.");
///   text.sample("", R"(worker="0")", 3);
///
/// Names, help and labels are our own words and need no escaping. Owned by one thread.
class PrometheusText {
 public:
  /// Begins a family; its samples follow.
  void family(std::string_view name, std::string_view type, std::string_view help) {
    name_ = name;
    text_ += str_cat("# HELP ", name, " ", help, "\n# TYPE ", name, " ", type, "\n");
  }
  /// `suffix` belongs to the name; `labels` is what stands between the braces, or empty.
  template <class Number>
  void sample(std::string_view suffix, std::string_view labels, Number value) {
    text_ += name_;
    text_ += suffix;
    if (!labels.empty()) text_ += str_cat("{", labels, "}");
    text_ += str_cat(" ", value, "\n");
  }
  /// A family of one sample.
  template <class Number>
  void single(std::string_view name, std::string_view type, std::string_view help, Number value) {
    family(name, type, help);
    sample("", "", value);
  }

  std::string take() { return std::move(text_); }

 private:
  std::string text_;
  std::string name_;
};

}  // namespace goxel::metrics
