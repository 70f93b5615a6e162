#pragma once

#include "core/base/result.hpp"
#include "daemon/config/settings.hpp"
#include "daemon/logging/field.hpp"

#include <atomic>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>

namespace goxel::logging {

/// The daemon's log: lines go through a bounded queue to a thread that writes them to standard
/// error or a file, so that no caller waits for a disk. When the queue is full a line is dropped,
/// and the next one that is written is preceded by a warning with the number of those lost.
///
///     log.info("session created", {{"session", id}, {"worker", 3}});
///
/// One line an event; never voxel data, never a token. Any thread. A line below the level costs one
/// relaxed load; others are formatted by the caller, about 1 microsecond.
class Log {
 public:
  struct Options {
    config::LogLevel level = config::LogLevel::Info;
    config::LogFormat format = config::LogFormat::Auto;
    std::string file;  ///< appended to; empty: standard error
  };

  /// FileError when the file cannot be opened.
  static Result<std::unique_ptr<Log>> open(const Options& options);
  static Result<std::unique_ptr<Log>> open(const config::Settings& settings);
  /// Writes what is queued and ends the thread.
  ~Log();
  Log(const Log&) = delete;
  Log& operator=(const Log&) = delete;

  /// A person must act.
  void error(std::string_view message, std::initializer_list<Field> fields = {}) {
    write(config::LogLevel::Error, message, fields);
  }
  /// Degraded.
  void warning(std::string_view message, std::initializer_list<Field> fields = {}) {
    write(config::LogLevel::Warning, message, fields);
  }
  /// Life cycle.
  void info(std::string_view message, std::initializer_list<Field> fields = {}) {
    write(config::LogLevel::Info, message, fields);
  }
  /// Off in production.
  void debug(std::string_view message, std::initializer_list<Field> fields = {}) {
    write(config::LogLevel::Debug, message, fields);
  }

  bool is_on(config::LogLevel level) const {
    return level <= level_.load(std::memory_order_relaxed);
  }
  config::LogLevel level() const { return level_.load(std::memory_order_relaxed); }
  void set_level(config::LogLevel level) { level_.store(level, std::memory_order_relaxed); }

  /// Opens the file by its name again, after a rotation moved it away; no line is lost. On
  /// FileError the old file stays in use. Nothing to do for standard error.
  Result<void> reopen();
  /// Returns when all lines logged before are written.
  void flush();
  /// Lines dropped or not written since the start.
  std::int64_t lost_count() const;

 private:
  class Impl;
  explicit Log(std::unique_ptr<Impl> impl, config::LogLevel level);
  void write(config::LogLevel level, std::string_view message,
             std::initializer_list<Field> fields) {
    if (is_on(level)) enqueue(level, message, fields);
  }
  void enqueue(config::LogLevel level, std::string_view message,
               std::initializer_list<Field> fields);

  std::atomic<config::LogLevel> level_;
  std::unique_ptr<Impl> impl_;
};

}  // namespace goxel::logging
